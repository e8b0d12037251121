import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { TextField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { saveRetention } from '../actions'
import { type Retention, retentionQuery } from '../api'
import { type RetentionForm, retentionSchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'
import { Setting } from './Setting'

export function RetentionTab() {
  const query = useQuery(retentionQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={4} />}>
      {(group) => <RetentionFields key={group.version} group={group} />}
    </Loaded>
  )
}

/** Forms hold what people type. */
function textOf(values: Retention): RetentionForm {
  const typed = Object.entries(values).map(([name, days]) => [name, String(days)])
  return Object.fromEntries(typed) as RetentionForm
}

function RetentionFields({ group }: { group: Schema<'SettingsRead_RetentionSettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(saveRetention)
  const { version, values } = group
  const fields = [
    { name: 'sign_in_log_days', label: t`Sign-ins, in days` },
    { name: 'address_log_days', label: t`Addresses people came from, in days` },
    { name: 'audit_days', label: t`Audit log, in days` },
    { name: 'session_days', label: t`Ended sessions, in days` },
    { name: 'mail_days', label: t`Sent emails, in days` },
    { name: 'notification_days', label: t`Notifications in the panel, in days` },
    { name: 'event_days', label: t`Events, in days` },
    { name: 'job_days', label: t`Finished background jobs, in days` },
  ] as const
  return (
    <Card title={t`How long things are kept`}>
      <Form
        name="retention"
        schema={retentionSchema}
        defaults={textOf(values)}
        describe={describeSettings}
        onSubmit={(form) => submit({ version, values: form })}
      >
        {() => (
          <>
            {fields.map(({ name, label }) => (
              <Setting
                key={name}
                group={group}
                name={name}
                label={label}
                value={String(values[name])}
              >
                <TextField form="retention" name={name} inputMode="numeric" label={label} />
              </Setting>
            ))}
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}
