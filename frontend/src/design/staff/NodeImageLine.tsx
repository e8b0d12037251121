import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Schema } from '~/api/client'
import { useLocale } from '~/i18n/useLocale'
import { fileSize, percent } from '~/lib/format'
import { RelativeTime } from '../patterns/RelativeTime'
import { StatusBadge } from '../patterns/StatusBadge'
import { Progress } from '../primitives/Progress'
import { imageReason, imageShare, nodeImageStatusStyles } from './nodeImage'

type NodeImage = Schema<'NodeImageRead'>

interface Props {
  image: NodeImage
  /** What the line is about: the image on a node's page, the node in the catalogue. */
  name: ReactNode
  digest: ReactNode
  act: ReactNode
}

/** An image on a node, or on its way there: how far it is, what it is, why it is not there. */
export function NodeImageLine({ image, name, digest, act }: Props) {
  const { t, i18n } = useLingui()
  return (
    <li>
      <StatusBadge status={nodeImageStatusStyles[image.state]} />
      <span className="stack stack--sm">
        <span className="clip">{name}</span>
        {image.state === 'pulling' && <Arriving image={image} />}
        {image.error && (
          <span className="cell__sub" role="alert">
            {i18n._(imageReason(image.error.code))}
          </span>
        )}
        {image.verified_at && <Known image={image} digest={digest} />}
        {image.services > 0 && <span className="cell__sub">{t`Services: ${image.services}`}</span>}
      </span>
      <span className="row">{act}</span>
    </li>
  )
}

function Arriving({ image }: { image: NodeImage }) {
  const { t } = useLingui()
  const locale = useLocale()
  const share = imageShare(image)
  const { bytes_done, bytes_total, layers_done, layers_total } = image.progress
  if (share === null)
    return <span className="cell__sub">{t`The node has not said how far it is`}</span>
  const [done, total] = [fileSize(bytes_done, locale), fileSize(bytes_total, locale)]
  return (
    <>
      <Progress live value={share} label={t`Pulling ${image.image_name}`} />
      <span className="cell__sub num">
        {percent(share, locale)}
        {bytes_total > 0 && <> · {t`${done} of ${total}`}</>}
        {layers_total > 0 && <> · {t`layers: ${layers_done} of ${layers_total}`}</>}
      </span>
    </>
  )
}

function Known({ image, digest }: Pick<Props, 'image' | 'digest'>) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <span className="cell__sub row row--wrap">
      {image.size_bytes > 0 && <span className="num">{fileSize(image.size_bytes, locale)}</span>}
      {digest}
      <span>
        {t`checked`} {image.verified_at && <RelativeTime at={image.verified_at} />}
      </span>
    </span>
  )
}
