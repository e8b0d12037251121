import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { SelectField, TextField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { saveMail, testMail } from '../actions'
import { mailQuery } from '../api'
import { mailSchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'
import { Setting } from './Setting'

export function MailTab() {
  const query = useQuery(mailQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={7} />}>
      {(group) => <MailForm key={group.version} group={group} />}
    </Loaded>
  )
}

function MailForm({ group }: { group: Schema<'SettingsRead_MailSettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(saveMail)
  const { values, version } = group
  const port = String(values.port)
  const { username = '' } = values
  const known = group.secrets.includes('password')
  return (
    <Card title={t`Mail server`} aside={<ActionButton action={testMail} subject={undefined} />}>
      <Form
        name="mail"
        schema={mailSchema}
        defaults={{ ...values, username, port, password: '' }}
        describe={describeSettings}
        onSubmit={(form) =>
          submit({ version, values: { ...form, removesPassword: known && form.username === '' } })
        }
      >
        {() => (
          <>
            <div className="grid-2">
              <Setting group={group} name="host" label={t`Host`} value={values.host}>
                <TextField form="mail" name="host" mono spellCheck={false} label={t`Host`} />
              </Setting>
              <Setting group={group} name="port" label={t`Port`} value={port}>
                <TextField form="mail" name="port" inputMode="numeric" label={t`Port`} />
              </Setting>
            </div>
            <Setting
              group={group}
              name="encryption"
              label={t`Encryption`}
              value={values.encryption}
            >
              <SelectField
                form="mail"
                name="encryption"
                label={t`Encryption`}
                options={[
                  { value: 'starttls', label: t`STARTTLS (usually port 587)` },
                  { value: 'tls', label: t`TLS (usually port 465)` },
                  { value: 'none', label: t`None: only for a server on this machine` },
                ]}
              />
            </Setting>
            <div className="grid-2">
              <Setting group={group} name="username" label={t`User name`} value={username}>
                <TextField
                  form="mail"
                  name="username"
                  autoComplete="off"
                  label={t`User name`}
                  help={t`Empty: no sign-in is needed, and a stored password is removed`}
                />
              </Setting>
              <Setting
                group={group}
                name="password"
                label={t`Password`}
                value={known ? '••••••••' : ''}
              >
                <TextField
                  form="mail"
                  name="password"
                  type="password"
                  autoComplete="new-password"
                  label={t`Password`}
                  help={
                    known ? t`One is stored, sealed. Leave empty to keep it` : t`It is kept sealed`
                  }
                />
              </Setting>
            </div>
            <Setting group={group} name="sender" label={t`Sender`} value={values.sender}>
              <TextField
                form="mail"
                name="sender"
                placeholder="Hoster <panel@example.com>"
                label={t`Sender`}
              />
            </Setting>
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}
