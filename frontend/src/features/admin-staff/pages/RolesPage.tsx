import { Trans, useLingui } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { openMakeRole } from '../actions'
import { type Role, rolesList } from '../api'
import { useRoleColumns } from '../components/roleColumns'
import { StaffTabs } from '../components/StaffTabs'

const RoleDialog = lazy(() => import('../dialogs/RoleDialog'))

export default function RolesPage() {
  const { t } = useLingui()
  const list = usePagedQuery(rolesList)
  /** Undefined is closed, null is a new one. */
  const [edited, setEdited] = useState<Role | null | undefined>()
  const columns = useRoleColumns(setEdited)
  return (
    <ListPage
      title={t`Roles`}
      description={t`Sets of permissions in the administration; built-in ones follow the program`}
      actions={
        <ActionButton action={openMakeRole} subject={() => setEdited(null)} variant="primary" />
      }
      tabs={<StaffTabs />}
      list={list}
      columns={columns}
      filters={[{ search: t`Name of the role` }]}
      csv
      skeletonRows={5}
      empty={{
        icon: IconShieldLock,
        title: t`No roles yet`,
        text: <Trans>A role is a named set of permissions.</Trans>,
      }}
    >
      <Suspense>
        {edited !== undefined && <RoleDialog role={edited} onClose={() => setEdited(undefined)} />}
      </Suspense>
    </ListPage>
  )
}
