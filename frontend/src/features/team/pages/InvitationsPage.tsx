import { Trans, useLingui } from '@lingui/react/macro'
import { IconMailForward } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { openInvite } from '../actions'
import { invitationsList } from '../api'
import { useInvitationColumns } from '../components/invitationColumns'
import { TeamTabs } from '../components/TeamTabs'

const InviteDialog = lazy(() => import('../dialogs/InviteDialog'))

export default function InvitationsPage() {
  const { t } = useLingui()
  const list = usePagedQuery(invitationsList)
  const [inviting, setInviting] = useState(false)
  const columns = useInvitationColumns()
  const open = (
    <ActionButton action={openInvite} subject={() => setInviting(true)} variant="primary" />
  )
  return (
    <>
      <ListPage
        title={t`Invitations`}
        description={t`Sent, and not answered yet`}
        actions={open}
        tabs={<TeamTabs />}
        list={list}
        columns={columns}
        filters={[{ search: t`Email` }]}
        csv
        skeletonRows={3}
        empty={{
          icon: IconMailForward,
          title: t`No invitation is waiting`,
          text: <Trans>An invitation stays here until it is accepted, for a week at most.</Trans>,
          actions: open,
        }}
      />
      <Suspense>{inviting && <InviteDialog onClose={() => setInviting(false)} />}</Suspense>
    </>
  )
}
