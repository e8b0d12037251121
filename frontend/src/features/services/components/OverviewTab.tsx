import { Trans, useLingui } from '@lingui/react/macro'
import { CopyButton } from '~/design/patterns/CopyButton'
import { PeriodPriceLine } from '~/design/patterns/PeriodPrice'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { Service } from '../api'
import { hostOf } from './address'
import { ChecksCard } from './ChecksCard'
import { RunningOperation } from './OperationView'
import { ServiceLoad } from './ServiceLoad'

export function OverviewTab({ service }: { service: Service }) {
  return (
    <>
      <RunningOperation service={service} />
      <div className="cols">
        <div className="stack">
          <ServiceLoad service={service} />
          <ChecksCard service={service} />
        </div>
        <div className="stack">
          <Connection service={service} />
          <Payment service={service} />
        </div>
      </div>
    </>
  )
}

function Connection({ service }: { service: Service }) {
  const { t } = useLingui()
  return (
    <Card title={t`Address`}>
      {service.address ? (
        <dl className="kv kv--stack">
          <div>
            <dt>
              <Trans>Site</Trans>
            </dt>
            <dd>
              <CopyButton value={service.address} shown={hostOf(service.address)} />
            </dd>
          </div>
          {service.node_name && (
            <div>
              <dt>
                <Trans>Node</Trans>
              </dt>
              <dd className="mono">{service.node_name}</dd>
            </div>
          )}
        </dl>
      ) : (
        <p className="small second">
          <Trans>The address appears once the service is deployed.</Trans>
        </p>
      )}
    </Card>
  )
}

function Payment({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Payment`}>
      <dl className="kv">
        <div>
          <dt>{service.plan_name}</dt>
          <dd>
            <PeriodPriceLine price={service.price} period={service.period} />
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Paid until</Trans>
          </dt>
          <dd>{service.paid_through ? dateTime(service.paid_through, locale, 'date') : '—'}</dd>
        </div>
      </dl>
    </Card>
  )
}
