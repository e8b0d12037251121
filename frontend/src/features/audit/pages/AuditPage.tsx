import { useLingui } from '@lingui/react/macro'
import { usePagedQuery } from '~/api/query'
import { auditList } from '../api'
import { AuditLog } from '../components/AuditLog'
import { useAuditColumns } from '../components/columns'
import { useRecord } from '../components/useRecord'

export default function AuditPage() {
  const { t } = useLingui()
  const record = useRecord()
  return (
    <AuditLog
      tree="panel"
      title={t`Activity log`}
      description={t`What members, programs and staff did in the account`}
      list={usePagedQuery(auditList)}
      columns={useAuditColumns('panel', record.to)}
      record={record}
    />
  )
}
