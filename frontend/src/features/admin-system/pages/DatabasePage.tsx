import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { memory, milliseconds, number } from '~/lib/format'
import { type Database, databaseQuery } from '../api'
import { PlainTable } from '../components/PlainTable'
import { SystemTabs } from '../components/SystemTabs'

const MIB = 1024 ** 2

export default function DatabasePage() {
  const { t } = useLingui()
  const locale = useLocale()
  const query = useQuery(databaseQuery)
  const database = query.data
  return (
    <ModulePage
      title={t`System`}
      description={database && t`The database takes ${memory(database.size / MIB, locale)}`}
      tabs={<SystemTabs />}
      query={query}
      skeleton={<CardSkeleton lines={12} />}
    >
      {database && (
        <div className="stack">
          <Card flush title={t`Largest tables`}>
            <PlainTable
              caption={t`Largest tables`}
              columns={[t`Table`, t`Size with indexes`, t`Rows, about`]}
              numeric={[1, 2]}
              empty={t`No tables yet`}
              rows={database.tables.map((table) => ({
                key: table.name,
                cells: [table.name, memory(table.size / MIB, locale), number(table.rows, locale)],
              }))}
            />
          </Card>
          <Statements statements={database.statements} />
        </div>
      )}
    </ModulePage>
  )
}

function Statements({ statements }: Pick<Database, 'statements'>) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card flush title={t`What takes the database's time`}>
      {statements ? (
        <PlainTable
          caption={t`What takes the database's time`}
          columns={[t`Statement`, t`Calls`, t`On average`, t`Overall`]}
          numeric={[1, 2, 3]}
          empty={t`No statements yet`}
          rows={statements.map((one, index) => ({
            key: `${index}:${one.query}`,
            cells: [
              <code key="query" className="mono break">
                {one.query}
              </code>,
              number(one.calls, locale),
              milliseconds(one.mean_ms, locale, 1),
              milliseconds(one.total_ms, locale),
            ],
          }))}
        />
      ) : (
        <EmptyState title={t`Statements are not counted`}>
          <Trans>Load pg_stat_statements into PostgreSQL and create the extension.</Trans>
        </EmptyState>
      )}
    </Card>
  )
}
