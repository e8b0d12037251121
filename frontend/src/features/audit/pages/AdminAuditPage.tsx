import { useLingui } from '@lingui/react/macro'
import { usePagedQuery } from '~/api/query'
import { adminAuditList } from '../api'
import { AuditLog } from '../components/AuditLog'
import { useAdminAuditColumns } from '../components/columns'
import { useRecord } from '../components/useRecord'

export default function AdminAuditPage() {
  const { t } = useLingui()
  const record = useRecord()
  return (
    <AuditLog
      tree="admin"
      title={t`Audit log`}
      description={t`Who did what, to what, and from where. Records can only be added`}
      list={usePagedQuery(adminAuditList)}
      columns={useAdminAuditColumns(record.to)}
      record={record}
    />
  )
}
