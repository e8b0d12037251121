import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { licencesQuery } from '../api'
import { PlainTable } from '../components/PlainTable'
import { SystemTabs } from '../components/SystemTabs'

export default function LicencesPage() {
  const { t } = useLingui()
  const query = useQuery(licencesQuery)
  return (
    <ModulePage
      title={t`System`}
      tabs={<SystemTabs />}
      query={query}
      skeleton={<CardSkeleton lines={12} />}
    >
      {query.data && (
        <Card flush title={t`Libraries`}>
          <PlainTable
            caption={t`Libraries`}
            columns={[t`Library`, t`Version`, t`Licence`, t`Ecosystem`]}
            empty={t`No libraries are listed`}
            rows={query.data.items.map((one) => ({
              key: `${one.ecosystem}:${one.name}:${one.version}`,
              cells: [one.name, one.version, one.licence, one.ecosystem],
            }))}
          />
        </Card>
      )}
    </ModulePage>
  )
}
