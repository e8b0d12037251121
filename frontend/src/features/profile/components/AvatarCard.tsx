import { Trans, useLingui } from '@lingui/react/macro'
import { IconPhoto, IconUser } from '@tabler/icons-react'
import { useRef } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { perform, runningKey } from '~/actions/perform'
import { useRunning } from '~/actions/running'
import { useRuntime } from '~/actions/runtime'
import type { Me } from '~/auth/me'
import { Button } from '~/design/primitives/Button'
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
          <div className="row row--wrap">
            <FileButton />
            {me.avatar_url && (
              <ActionButton action={removeAvatar} subject={undefined} size="sm" variant="ghost" />
            )}
          </div>
        </div>
      </div>
    </Card>
  )
}

/** The browser's own file field cannot be styled: the button opens it. */
function FileButton() {
  const { t, i18n } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const runtime = useRuntime()
  const busy = useRunning(runningKey(changeAvatar, undefined as never))
  return (
    <>
      <input
        ref={field}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label={t`Picture`}
        accept="image/png,image/jpeg,image/webp"
        onChange={({ target }) => {
          const file = target.files?.[0]
          if (file) void perform(changeAvatar, file, runtime)
          // The same file may be chosen again after a refusal.
          target.value = ''
        }}
      />
      <Button size="sm" icon={IconPhoto} busy={busy} onClick={() => field.current?.click()}>
        {i18n._(changeAvatar.label)}
      </Button>
    </>
  )
}
