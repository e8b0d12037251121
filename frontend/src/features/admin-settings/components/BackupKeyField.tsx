import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { CopyButton } from '~/design/patterns/CopyButton'
import { newBackupKey } from '../actions'
import type { Versioned } from '../api'
import { SecretField } from './SecretField'

interface Props {
  group: Versioned
  /** Puts a fresh key into the form. */
  take: (key: string) => void
}

/** The key that seals backups: made here or brought along, and shown once so that it can be kept. */
export function BackupKeyField({ group, take }: Props) {
  const { t } = useLingui()
  const [made, setMade] = useState('')
  const keep = (key: string) => {
    setMade(key)
    take(key)
  }
  return (
    <>
      <SecretField
        group={group}
        form="backups"
        name="key"
        label={t`Encryption key`}
        help={t`Begins with AGE-SECRET-KEY-1. Without it no backup opens`}
      />
      {!group.environment.key && (
        <div className="row row--wrap">
          <ActionButton action={newBackupKey} subject={keep} />
        </div>
      )}
      {made && (
        <div className="notice notice--warning" role="status">
          <span className="stack">
            <span>
              <Trans>
                Keep this key somewhere else, too, with SECRET_KEY: after a total loss no backup
                opens without it. It is shown only once. Save to start using it.
              </Trans>
            </span>
            <CopyButton value={made} />
          </span>
        </div>
      )}
    </>
  )
}
