import { Trans, useLingui } from '@lingui/react/macro'
import { IconCircleCheck } from '@tabler/icons-react'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Security } from '~/auth/security'
import { CopyButton } from '~/design/patterns/CopyButton'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Badge } from '~/design/primitives/Badge'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { beginTotp, confirmTotp, disableTotp, type ShowCodes } from '../actions'
import type { TotpSetup } from '../api'
import { codeSchema } from '../forms'
import { describeProfile } from '../labels'

interface Props {
  totp: Security['totp']
  /** An app that is being set up: begun here, or by what asks for a second factor. */
  setup: TotpSetup | null
  onSetup: (setup: TotpSetup | null) => void
  onCodes: ShowCodes
}

export function TotpCard({ totp, setup, onSetup, onCodes }: Props) {
  const { t } = useLingui()
  const done = (codes: string[]) => {
    onSetup(null)
    onCodes(codes)
  }
  return (
    <Card
      title={t`Authenticator app`}
      aside={
        totp.enabled && (
          <Badge tone="positive" icon={IconCircleCheck}>
            <Trans>On</Trans>
          </Badge>
        )
      }
    >
      {totp.enabled ? (
        <TotpEnabled since={totp.enabled_at} />
      ) : setup ? (
        <SetUp setup={setup} onDone={done} onCancel={() => onSetup(null)} />
      ) : (
        <div className="row row--between row--wrap">
          <p className="small second grow">
            <Trans>
              An app on your phone shows six digits that change every half a minute. Without them
              nobody signs in, even knowing the password.
            </Trans>
          </p>
          <ActionButton action={beginTotp} subject={onSetup} />
        </div>
      )}
    </Card>
  )
}

function TotpEnabled({ since }: { since: string | null }) {
  const locale = useLocale()
  return (
    <div className="row row--between row--wrap">
      <p className="small second grow">
        {since && <Trans>On since {dateTime(since, locale, 'date')}</Trans>}
      </p>
      <ActionButton action={disableTotp} subject={undefined} variant="danger-outline" />
    </div>
  )
}

interface SetUpProps {
  setup: TotpSetup
  onDone: ShowCodes
  onCancel: () => void
}

function SetUp({ setup, onDone, onCancel }: SetUpProps) {
  const { t } = useLingui()
  const submit = useSubmit(confirmTotp)
  return (
    <div className="qr">
      <img
        className="qr__image"
        src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`}
        alt={t`QR code for the authenticator app`}
      />
      <div className="stack">
        <p className="small second">
          <Trans>
            Point the app at the square, then enter the code it shows. On this very phone?{' '}
            <a href={setup.uri}>Open the app</a>, or type the key in by hand:
          </Trans>
        </p>
        <CopyButton value={setup.secret} />
        <Form
          name="totp"
          schema={codeSchema}
          defaults={{ code: '' }}
          places={{ totp_code_wrong: 'code' }}
          describe={describeProfile}
          onSubmit={({ code }) => submit({ code, show: onDone })}
        >
          {() => (
            <>
              <TextField
                mono
                focused
                form="totp"
                name="code"
                inputMode="numeric"
                autoComplete="one-time-code"
                label={t`Code of the app`}
              />
              <div className="row row--wrap">
                <SubmitButton>
                  <Trans>Turn it on</Trans>
                </SubmitButton>
                <Button variant="ghost" onClick={onCancel}>
                  <Trans>Cancel</Trans>
                </Button>
              </div>
            </>
          )}
        </Form>
      </div>
    </div>
  )
}
