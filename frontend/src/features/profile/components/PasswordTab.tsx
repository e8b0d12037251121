import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Card } from '~/design/primitives/Card'
import { changePassword } from '../actions'
import { passwordSchema } from '../forms'
import { describeProfile } from '../labels'

/** Who the person is was just proven, or is asked for: the present password is not asked again. */
export function PasswordTab({ email }: { email: string }) {
  const { t } = useLingui()
  const submit = useSubmit(changePassword)
  // A form of another name is an empty one: what was typed into this one is not kept for it.
  const [changes, setChanges] = useState(0)
  const form = `password-${changes}`
  return (
    <div className="cols">
      <Card title={t`Choose a new password`}>
        <Form
          key={form}
          name={form}
          schema={passwordSchema}
          defaults={{ new_password: '' }}
          describe={describeProfile}
          onSubmit={async ({ new_password }) => {
            await submit(new_password)
            setChanges(changes + 1)
          }}
        >
          {() => (
            <>
              {/* So that the password manager knows whose password this is. */}
              <input
                className="sr-only"
                aria-hidden
                readOnly
                tabIndex={-1}
                autoComplete="username"
                value={email}
              />
              <TextField
                form={form}
                name="new_password"
                type="password"
                autoComplete="new-password"
                label={t`New password`}
                help={t`At least 10 characters. A few words in a row are the easiest to remember.`}
              />
              <div>
                <SubmitButton>
                  <Trans>Change the password</Trans>
                </SubmitButton>
              </div>
            </>
          )}
        </Form>
      </Card>
      <Card title={t`What follows`}>
        <ul className="stack stack--sm small second">
          <li>
            <Trans>Every other device is signed out; this one stays.</Trans>
          </li>
          <li>
            <Trans>We will email you that the password was changed.</Trans>
          </li>
          <li>
            <Trans>Your second factor stays as it is.</Trans>
          </li>
        </ul>
      </Card>
    </div>
  )
}
