import { Trans, useLingui } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { openAppoint } from '../actions'
import { type Staff, staffList } from '../api'
import { useStaffColumns } from '../components/peopleColumns'
import { StaffTabs } from '../components/StaffTabs'

const AppointDialog = lazy(() => import('../dialogs/AppointDialog'))
const RolesDialog = lazy(() => import('../dialogs/RolesDialog'))

export default function StaffPage() {
  const { t } = useLingui()
  const list = usePagedQuery(staffList)
  const [adding, setAdding] = useState(false)
  const [edited, setEdited] = useState<Staff | null>(null)
  const columns = useStaffColumns(setEdited)
  return (
    <ListPage
      title={t`Staff`}
      description={t`Who works here, and what each of them may do`}
      actions={
        <ActionButton action={openAppoint} subject={() => setAdding(true)} variant="primary" />
      }
      tabs={<StaffTabs />}
      list={list}
      columns={columns}
      filters={[{ search: t`Name or email` }]}
      csv
      skeletonRows={4}
      empty={{
        icon: IconShieldLock,
        title: t`No staff yet`,
        text: <Trans>Give a role to someone who is registered.</Trans>,
      }}
    >
      <Suspense>
        {adding && <AppointDialog onClose={() => setAdding(false)} />}
        {edited && <RolesDialog person={edited} onClose={() => setEdited(null)} />}
      </Suspense>
    </ListPage>
  )
}
