import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Badge } from '~/design/primitives/Badge'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { changeEmail, confirmEmail, keepEmail, resendVerificationEmail } from '../actions'
import type { Contacts } from '../api'
import { emailSchema } from '../forms'
import { describeProfile } from '../labels'
import { CodeForm } from './CodeForm'

/** Another address counts once somebody has read its mail; until then the present one does. */
export function EmailCard({ contacts }: { contacts: Contacts }) {
  const { t } = useLingui()
  const [changing, setChanging] = useState(false)
  const wanted = contacts.wanted_email
  return (
    <Card title={t`Email`} aside={<Verified contacts={contacts} />}>
      <div className="stack">
        <div className="stack stack--sm">
          <p className="medium break">{contacts.email}</p>
          <About contacts={contacts} />
        </div>
        {wanted ? (
          <CodeForm
            key={wanted.target}
            name="email-code"
            target={wanted.target}
            confirm={confirmEmail}
            instead={keepEmail}
          />
        ) : changing ? (
          <ChangeForm onClose={() => setChanging(false)} />
        ) : (
          <div>
            <Button onClick={() => setChanging(true)}>
              <Trans>Change the address</Trans>
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Verified({ contacts }: { contacts: Contacts }) {
  return contacts.email_verified ? (
    <Badge tone="positive" icon={IconCircleCheck}>
      <Trans>Confirmed</Trans>
    </Badge>
  ) : (
    <Badge tone="warning" icon={IconAlertCircle}>
      <Trans>Not confirmed</Trans>
    </Badge>
  )
}

function About({ contacts }: { contacts: Contacts }) {
  if (contacts.email_verified) {
    return (
      <p className="small second">
        <Trans>You sign in with it, and emails about your services go there.</Trans>
      </p>
    )
  }
  return (
    <>
      <p className="small second">
        <Trans>
          Open the link in our email. Until then nothing can be ordered. No email? Look in the spam
          folder, or send it again.
        </Trans>
      </p>
      <div>
        <ActionButton action={resendVerificationEmail} subject={contacts.email} />
      </div>
    </>
  )
}

function ChangeForm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(changeEmail)
  return (
    <Form
      name="email-change"
      schema={emailSchema}
      defaults={{ email: '' }}
      describe={describeProfile}
      onSubmit={async ({ email }) => {
        await submit(email)
        onClose()
      }}
    >
      {() => (
        <>
          <TextField
            focused
            form="email-change"
            name="email"
            type="email"
            autoComplete="email"
            label={t`New address`}
            help={t`We send a code there, and a notice to the current address`}
          />
          <div className="row row--wrap">
            <SubmitButton>
              <Trans>Send a code</Trans>
            </SubmitButton>
            <Button variant="ghost" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        </>
      )}
    </Form>
  )
}
