import { msg } from '@lingui/core/macro'
import { IconDatabaseExport } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { startBackup } from './api'
import { describeBackup } from './labels'

export const start = defineAction({
  id: 'admin.backups.start',
  harm: 'none',
  label: msg`Back up now`,
  icon: IconDatabaseExport,
  permission: 'settings:manage',
  describe: describeBackup,
  perform: async () => {
    await startBackup()
    return { title: msg`The backup begins in a moment` }
  },
  invalidates: () => [keys.admin.backups.all],
})
