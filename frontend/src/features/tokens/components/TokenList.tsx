import { Trans, useLingui } from '@lingui/react/macro'
import { IconKey } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
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
  const rows = list.query.data?.items ?? []
  const make = <ActionButton action={openMake} subject={() => setMaking(true)} variant="primary" />
  return (
    <>
      <ModulePage
        title={t`API tokens`}
        description={description}
        actions={make}
        tabs={<TokenTabs />}
        query={list.query}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={rows.length === 0 && !list.filtered}
        empty={
          <EmptyState icon={IconKey} title={t`No tokens yet`} actions={make}>
            <Trans>A program signs in with a token: it can do only what you choose here.</Trans>
          </EmptyState>
        }
        filters={
          <>
            <ListSearch list={list} label={t`Name of the token`} />
            <CsvButton name="tokens" columns={columns} rows={rows} />
          </>
        }
      >
        <DataTable
          label={t`API tokens`}
          list={list}
          columns={columns}
          rowId={(token) => token.id}
        />
      </ModulePage>
      <Suspense>
        {making && <MakeDialog kind={kind} onClose={() => setMaking(false)} />}
        {renamed && <RenameDialog token={renamed} onClose={() => setRenamed(null)} />}
      </Suspense>
    </>
  )
}
