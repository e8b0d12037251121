import { Trans, useLingui } from '@lingui/react/macro'
import { IconPhoto, IconUser } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { perform, runningKey } from '~/actions/perform'
import { useRunning } from '~/actions/running'
import { useRuntime } from '~/actions/runtime'
import type { Me } from '~/auth/me'
import { DropZone } from '~/design/patterns/DropZone'
import { Card } from '~/design/primitives/Card'
import { changeAvatar, removeAvatar } from '../actions'

export function AvatarCard({ me }: { me: Me }) {
  const { t } = useLingui()
  return (
    <Card title={t`Picture`}>
      <div className="row row--wrap portrait">
        {me.avatar_url ? (
          <img
            className="portrait__image"
            src={me.avatar_url}
            alt={me.name}
            width={72}
            height={72}
          />
        ) : (
          <span className="portrait__image">
            <IconUser className="i i--lg" aria-hidden />
          </span>
        )}
        <div className="stack stack--sm grow">
          <p className="tiny muted">
            <Trans>PNG, JPEG or WebP, at most 1 MB. It is cut to a square.</Trans>
          </p>
          <PictureZone>
            {me.avatar_url && (
              <ActionButton action={removeAvatar} subject={undefined} size="sm" variant="ghost" />
            )}
          </PictureZone>
        </div>
      </div>
    </Card>
  )
}

function PictureZone({ children }: { children: ReactNode }) {
  const { t, i18n } = useLingui()
  const runtime = useRuntime()
  const [progress, setProgress] = useState<number | null>(null)
  const busy = useRunning(runningKey(changeAvatar, undefined as never))
  const send = async (file: File) => {
    setProgress(0)
    await perform(changeAvatar, { file, onProgress: setProgress }, runtime)
    setProgress(null)
  }
  return (
    <DropZone
      label={t`Picture`}
      choose={i18n._(changeAvatar.label)}
      icon={IconPhoto}
      accept="image/png,image/jpeg,image/webp"
      busy={busy}
      progress={progress}
      onFile={(file) => void send(file)}
    >
      {children}
    </DropZone>
  )
}
