import { useLingui } from '@lingui/react/macro'
import { TextField } from '~/design/patterns/fields'
import type { BackupGroup } from './BackupsTab'
import { SecretField } from './SecretField'
import { Setting } from './Setting'

/** Where backups go; of a bucket there is more to say. */
export function BackupPlace({ group, bucket }: { group: BackupGroup; bucket: boolean }) {
  const { t } = useLingui()
  const { target, s3_endpoint: endpoint, s3_region: region, s3_access_key: keyId } = group.values
  return (
    <>
      <Setting group={group} name="target" label={t`Where backups go`} value={target}>
        <TextField
          form="backups"
          name="target"
          mono
          spellCheck={false}
          placeholder="s3://bucket/hostwright"
          label={t`Where backups go`}
          help={t`A bucket, s3://name/folder, or a folder of the server, /backups. Another machine is better. Empty: no backups are made`}
        />
      </Setting>
      {bucket && (
        <>
          <div className="grid-2">
            <Setting group={group} name="s3_endpoint" label={t`S3 address`} value={endpoint}>
              <TextField
                form="backups"
                name="s3_endpoint"
                inputMode="url"
                mono
                spellCheck={false}
                placeholder="https://s3.example.com"
                label={t`S3 address`}
                help={t`Empty: Amazon’s own`}
              />
            </Setting>
            <Setting group={group} name="s3_region" label={t`Region`} value={region}>
              <TextField form="backups" name="s3_region" mono label={t`Region`} />
            </Setting>
          </div>
          <div className="grid-2">
            <Setting group={group} name="s3_access_key" label={t`Key id`} value={keyId}>
              <TextField
                form="backups"
                name="s3_access_key"
                mono
                autoComplete="off"
                label={t`Key id`}
                help={t`Empty: the machine’s own role is used, and a stored secret is removed`}
              />
            </Setting>
            <SecretField
              group={group}
              form="backups"
              name="s3_secret_key"
              label={t`Secret`}
              help={t`Enter it again for another address or key id`}
            />
          </div>
        </>
      )}
    </>
  )
}

/** How often, how long, and which stay. */
export function BackupTimes({ group }: { group: BackupGroup }) {
  const { t } = useLingui()
  const pairs = [
    [
      { name: 'hours', label: t`A backup every, in hours` },
      { name: 'timeout_hours', label: t`It may take, in hours` },
    ],
    [
      { name: 'keep_daily', label: t`Keep one a day, for days` },
      { name: 'keep_weekly', label: t`Keep one a week, for weeks` },
    ],
    [{ name: 'keep_monthly', label: t`Keep one a month, for months` }],
  ] as const
  return pairs.map((pair) => (
    <div key={pair[0].name} className="grid-2">
      {pair.map(({ name, label }) => (
        <Setting
          key={name}
          group={group}
          name={name}
          label={label}
          value={String(group.values[name])}
        >
          <TextField form="backups" name={name} inputMode="numeric" label={label} />
        </Setting>
      ))}
    </div>
  ))
}
