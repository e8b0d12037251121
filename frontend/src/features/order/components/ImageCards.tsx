import { Trans, useLingui } from '@lingui/react/macro'
import { IconBrandPython, IconFileTypeHtml, IconStack2 } from '@tabler/icons-react'
import { useLocale } from '~/i18n/useLocale'
import type { Draft } from './draft'

const icons: Record<string, typeof IconStack2> = {
  'static-site': IconFileTypeHtml,
  'python-web': IconBrandPython,
}

interface Props {
  draft: Draft
  choose: (name: 'image', value: string) => void
}

export function ImageCards({ draft, choose }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <section>
      <div className="section-n">
        <h2>
          <Trans>Image</Trans>
        </h2>
        <p>
          <Trans>what is installed and started first</Trans>
        </p>
      </div>
      <div className="opts opts--wide" role="radiogroup" aria-label={t`Image`}>
        {draft.images.map((image) => {
          const Icon = icons[image.slug] ?? IconStack2
          return (
            <label className="opt" key={image.id}>
              <input
                type="radio"
                name="image"
                value={image.slug}
                checked={image.id === draft.image.id}
                onChange={() => choose('image', image.slug)}
              />
              <Icon className="i second" aria-hidden />
              <span className="grow">
                <b>{image.name}</b>
                <small>{image.description[locale]}</small>
              </span>
            </label>
          )
        })}
      </div>
    </section>
  )
}
