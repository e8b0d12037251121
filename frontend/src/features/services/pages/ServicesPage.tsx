import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { usePagedQuery } from '~/api/query'
import { summaryQuery, useCan } from '~/auth/me'
import { ListPage } from '~/design/patterns/ListPage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { serviceStatusStyles } from '~/design/status/service'
import { serviceQuery, servicesList } from '../api'
import { useServiceColumns } from '../components/columns'

const BulkBar = lazy(() => import('../components/BulkBar'))
const shownStatuses = ['active', 'provisioning', 'stopped', 'suspended', 'failed'] as const

export default function ServicesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(servicesList)
  const columns = useServiceColumns()
  const can = useCan()
  const order = (
    <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
      <Trans>Order a service</Trans>
    </LinkButton>
  )
  return (
    <ListPage
      title={t`Services`}
      description={<Summary />}
      actions={order}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name or address` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: shownStatuses.map((value) => ({
            value,
            label: i18n._(serviceStatusStyles[value].label),
          })),
        },
      ]}
      csv
      rowTo={(service) => `/panel/services/${service.id}`}
      rowQuery={(service) => serviceQuery(service.id)}
      bulk={
        can('services:manage') && {
          name: (service) => service.hostname,
          bar: (services, clear) => (
            <Suspense>
              <BulkBar services={services} clear={clear} />
            </Suspense>
          ),
        }
      }
      empty={{
        icon: IconServer2,
        title: t`Your services will appear here`,
        text: <Trans>Order a container: it is ready about a minute after you pay.</Trans>,
        actions: order,
      }}
    />
  )
}

/** One line that says how things are; its height is there before the numbers are. */
function Summary() {
  const { t } = useLingui()
  const { data } = useQuery(summaryQuery)
  if (!data) return '\u00A0'
  const { total, active, attention } = data.services
  if (attention > 0) return t`Running: ${active}, need attention: ${attention}`
  if (active > 0) return t`Running: ${active}, all good`
  return total > 0 ? t`Services: ${total}, none of them is running` : t`Nothing ordered yet`
}
