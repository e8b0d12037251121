import { msg } from '@lingui/core/macro'
import { IconDownload } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import type { ListParams } from '~/api/query'
import { exportAudit, type Filter } from './api'

interface Export {
  tree: 'panel' | 'admin'
  params: ListParams<Filter>
}

export const takeCsv = defineAction<Export>({
  id: 'audit.export',
  harm: 'none',
  label: msg`Export as CSV`,
  icon: IconDownload,
  permission: 'audit:read',
  subjectKey: ({ tree }) => tree,
  perform: async ({ tree, params }) => {
    const rows = await exportAudit(tree, params)
    const { download } = await import('~/lib/download')
    download('audit.csv', rows, 'text/csv')
    return { title: msg`The log is saved as a file`, detail: msg`The export is in the log too` }
  },
  invalidates: ({ tree }) => [tree === 'admin' ? keys.admin.audit.all : keys.audit.all],
})
