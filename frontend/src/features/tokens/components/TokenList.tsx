import { Trans, useLingui } from '@lingui/react/macro'
import { IconKey } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { openMake } from '../actions'
import { type Kind, type Token, tokensList } from '../api'
import { useTokenColumns } from './columns'
import { TokenTabs } from './TokenTabs'

const MakeDialog = lazy(() => import('../dialogs/MakeDialog'))
const RenameDialog = lazy(() => import('../dialogs/RenameDialog'))

interface Props {
  kind: Kind
  description: string
}

export function TokenList({ kind, description }: Props) {
  const { t } = useLingui()
  const list = usePagedQuery(tokensList(kind))
  const [making, setMaking] = useState(false)
  const [renamed, setRenamed] = useState<Token | null>(null)
  const columns = useTokenColumns(setRenamed)
  const make = <ActionButton action={openMake} subject={() => setMaking(true)} variant="primary" />
  return (
    <>
      <ListPage
        title={t`API tokens`}
        description={description}
        actions={make}
        tabs={<TokenTabs />}
        list={list}
        columns={columns}
        filters={[{ search: t`Name of the token` }]}
        csv
        skeletonRows={3}
        empty={{
          icon: IconKey,
          title: t`No tokens yet`,
          text: (
            <Trans>A program signs in with a token: it can do only what you choose here.</Trans>
          ),
          actions: make,
        }}
      />
      <Suspense>
        {making && <MakeDialog kind={kind} onClose={() => setMaking(false)} />}
        {renamed && <RenameDialog token={renamed} onClose={() => setRenamed(null)} />}
      </Suspense>
    </>
  )
}
