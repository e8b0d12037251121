import { Trans, useLingui } from '@lingui/react/macro'
import { IconUserShare } from '@tabler/icons-react'
import { type Me, useSessionState } from '~/auth/me'
import { useNow } from '~/design/patterns/RelativeTime'
import { Button } from '~/design/primitives/Button'
import { elapsed } from '~/lib/format'
import { endImpersonation } from './endImpersonation'

/** Always in sight while staff are signed in as a customer: as whom, how long, and the way out. */
export default function ImpersonationBanner({ me }: { me: Me }) {
  const { t } = useLingui()
  const now = useNow(1000)
  const over = useSessionState() === 'ended'
  if (!me.impersonated_by) return null
  const left = elapsed((Date.parse(me.impersonated_by.expires_at) - now) / 1000)
  const staff = me.impersonated_by.name
  const person = me.name || me.email
  return (
    <section
      className="notice notice--warning impersonation"
      aria-label={t`Signed in as a customer`}
    >
      <IconUserShare className="i" aria-hidden />
      <span className="grow">
        {over ? (
          <b>
            <Trans>Time is up</Trans>
          </b>
        ) : (
          <Trans>
            <b>You are signed in as {person}.</b> Everything is recorded with your name too, {staff}
            . Time left: <span className="num">{left}</span>
          </Trans>
        )}
      </span>
      <Button size="sm" onClick={() => void endImpersonation()}>
        <Trans>End</Trans>
      </Button>
    </section>
  )
}
