import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { saveBackups, testBackups } from '../actions'
import { backupStatusQuery, backupsQuery } from '../api'
import { type BackupsForm, backupsSchema } from '../forms'
import { describeSettings } from '../labels'
import { BackupPlace, BackupTimes } from './BackupFields'
import { BackupKeyField } from './BackupKeyField'
import { SaveButton } from './SaveButton'

export type BackupGroup = Schema<'SettingsRead_BackupSettings_'>

export function BackupsTab() {
  const query = useQuery(backupsQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={8} />}>
      {(group) => <BackupsCard key={group.version} group={group} />}
    </Loaded>
  )
}

/** Forms hold what people type; secrets are never told. */
function typed({ values }: BackupGroup): BackupsForm {
  return {
    ...values,
    s3_secret_key: '',
    key: '',
    hours: String(values.hours),
    timeout_hours: String(values.timeout_hours),
    keep_daily: String(values.keep_daily),
    keep_weekly: String(values.keep_weekly),
    keep_monthly: String(values.keep_monthly),
  }
}

function BackupsCard({ group }: { group: BackupGroup }) {
  const { t } = useLingui()
  const submit = useSubmit(saveBackups)
  const { version } = group
  const known = group.secrets.includes('s3_secret_key') && !group.environment.s3_secret_key
  return (
    <Card title={t`Backups`} aside={<ActionButton action={testBackups} subject={undefined} />}>
      <OtherKeys />
      <Form
        name="backups"
        schema={backupsSchema}
        defaults={typed(group)}
        describe={describeSettings}
        onSubmit={(form) =>
          submit({
            version,
            values: { ...form, removesSecret: known && form.s3_access_key === '' },
          })
        }
      >
        {(form) => (
          <>
            <BackupPlace group={group} bucket={form.watch('target').startsWith('s3:')} />
            <BackupKeyField
              group={group}
              take={(key) => form.setValue('key', key, { shouldDirty: true })}
            />
            <BackupTimes group={group} />
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}

/** A word on backups that this key does not open: they are as good as ever with theirs. */
function OtherKeys() {
  const { data: status } = useQuery(backupStatusQuery)
  if (!status?.other_keys) return null
  return (
    <div className="notice" role="status">
      <IconKey className="i" aria-hidden />
      <span>
        <Plural
          value={status.other_keys}
          one="# older backup was made with another key: it opens with that one only."
          other="# older backups were made with other keys: they open with those only."
        />{' '}
        <Trans>Keep the older key while you may need them.</Trans>
      </span>
    </div>
  )
}
