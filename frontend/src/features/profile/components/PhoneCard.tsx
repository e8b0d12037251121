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
import { changePhone, confirmPhone, removePhone } from '../actions'
import type { Contacts } from '../api'
import { phoneSchema } from '../forms'
import { describeProfile } from '../labels'
import { CodeForm } from './CodeForm'

/** A number counts once the code that was sent to it came back. */
export function PhoneCard({ contacts }: { contacts: Contacts }) {
  const { t } = useLingui()
  const [changing, setChanging] = useState(contacts.phone === null)
  const [again, setAgain] = useState(false)
  const wanted = again ? null : contacts.wanted_phone
  return (
    <Card title={t`Phone`} aside={<Verified contacts={contacts} />}>
      <div className="stack">
        {contacts.phone !== null && <p className="medium num">{contacts.phone}</p>}
        {wanted ? (
          <>
            <CodeForm
              key={wanted.target}
              name="phone-code"
              target={wanted.target}
              confirm={confirmPhone}
            />
            <div>
              <Button size="sm" variant="ghost" onClick={() => setAgain(true)}>
                <Trans>Another number, or send it again</Trans>
              </Button>
            </div>
          </>
        ) : changing || again ? (
          <ChangeForm known={contacts.wanted_phone?.target ?? ''} onSent={() => setAgain(false)} />
        ) : (
          <div className="row row--wrap">
            <Button onClick={() => setChanging(true)}>
              <Trans>Change the number</Trans>
            </Button>
            <ActionButton action={removePhone} subject={undefined} variant="ghost" />
          </div>
        )}
      </div>
    </Card>
  )
}

function Verified({ contacts }: { contacts: Contacts }) {
  if (contacts.phone === null) return null
  return contacts.phone_verified_at === null ? (
    <Badge tone="warning" icon={IconAlertCircle}>
      <Trans>Not confirmed</Trans>
    </Badge>
  ) : (
    <Badge tone="positive" icon={IconCircleCheck}>
      <Trans>Confirmed</Trans>
    </Badge>
  )
}

function ChangeForm({ known, onSent }: { known: string; onSent: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(changePhone)
  return (
    <Form
      name="phone-change"
      schema={phoneSchema}
      defaults={{ phone: known }}
      describe={describeProfile}
      onSubmit={({ phone }) => submit({ phone, onSent })}
    >
      {() => (
        <>
          <TextField
            form="phone-change"
            name="phone"
            type="tel"
            autoComplete="tel"
            placeholder="+7 999 123-45-67"
            label={t`Phone`}
            help={t`In any spelling; we call only when something is urgent`}
          />
          <div>
            <SubmitButton variant="secondary">
              <Trans>Send a code</Trans>
            </SubmitButton>
          </div>
        </>
      )}
    </Form>
  )
}
