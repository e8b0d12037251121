import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Meter } from '~/design/patterns/Meter'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { buttonClass } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { disk } from '~/lib/format'
import { flowerUrl, type System, systemQuery } from '../api'
import { PlainTable } from '../components/PlainTable'
import { SystemTabs } from '../components/SystemTabs'

const GIB = 1024 ** 3

export default function SystemPage() {
  const { t } = useLingui()
  const query = useQuery(systemQuery)
  const system = query.data
  return (
    <ModulePage
      title={t`System`}
      tabs={<SystemTabs />}
      actions={flowerUrl && <Flower />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={8} />
          <CardSkeleton lines={7} />
        </div>
      }
    >
      {system && (
        <div className="cols">
          <div className="stack">
            <Processes processes={system.processes} />
            <Outside outside={system.outside} />
          </div>
          <div className="stack">
            <Versions system={system} />
            <Surroundings system={system} />
          </div>
        </div>
      )}
    </ModulePage>
  )
}

function Flower() {
  return (
    <a className={buttonClass()} href={flowerUrl} target="_blank" rel="noopener noreferrer">
      <IconExternalLink className="i" aria-hidden />
      Flower
    </a>
  )
}

function Versions({ system }: { system: System }) {
  const { t } = useLingui()
  const { versions } = system
  const behind = versions.schema_head && versions.schema_head !== versions.schema_revision
  return (
    <Card title={t`Versions`}>
      <KeyValues
        facts={[
          { label: t`API`, value: versions.api },
          {
            label: t`Database schema`,
            value: behind ? (
              <Trans>
                {versions.schema_revision}, the program knows {versions.schema_head}
              </Trans>
            ) : (
              versions.schema_revision
            ),
          },
          { label: 'PostgreSQL', value: versions.postgresql },
          { label: 'Redis', value: versions.redis },
          { label: 'Python', value: versions.python },
        ]}
      />
    </Card>
  )
}

function Surroundings({ system }: { system: System }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { certificate, disk: files, dead_letters: dead } = system
  const free = files?.free ?? null
  const total = files?.total ?? null
  return (
    <Card title={t`Worth a look`}>
      <KeyValues
        facts={[
          {
            label: t`Jobs that gave up`,
            value: (
              <Link to="/admin/jobs?state=dead">
                <Plural value={dead} one="# job" other="# jobs" />
              </Link>
            ),
          },
          { label: t`Certificate`, value: <Certificate certificate={certificate} /> },
          {
            label: t`Disk of files`,
            value:
              free === null || total === null ? (
                (files?.error ?? t`Not checked yet`)
              ) : (
                <>
                  <Meter label={t`Disk of files`} value={(100 * (total - free)) / total} />
                  <p className="tiny muted">
                    {t`${disk(free / GIB, locale)} free of ${disk(total / GIB, locale)}`}
                  </p>
                </>
              ),
          },
        ]}
      />
    </Card>
  )
}

function Certificate({ certificate }: { certificate: System['certificate'] }) {
  const { t } = useLingui()
  if (!certificate) return t`Not checked yet`
  if (certificate.error === 'no_tls') return t`The panel's address has none: it is not https`
  if (!certificate.expires_at) return t`Cannot be read: ${certificate.error ?? ''}`
  return (
    <>
      <Trans>
        ends <RelativeTime at={certificate.expires_at} />
      </Trans>
      {certificate.trusted === false && (
        <p className="tiny bad">{t`Browsers refuse it: ${certificate.error ?? ''}`}</p>
      )}
    </>
  )
}

function Processes({ processes }: Pick<System, 'processes'>) {
  const { t } = useLingui()
  return (
    <Card flush title={t`Processes`}>
      <PlainTable
        caption={t`Processes`}
        columns={[t`Process`, t`Queues`, t`Machine`, t`Running since`]}
        empty={t`No process has reported yet`}
        rows={processes.map((one) => ({
          key: `${one.host}:${one.pid}`,
          cells: [
            `${one.role} ${one.pid}`,
            one.queues.join(', ') || '—',
            one.host,
            <RelativeTime key="since" at={one.since} />,
          ],
        }))}
      />
    </Card>
  )
}

function Outside({ outside }: Pick<System, 'outside'>) {
  const { t } = useLingui()
  const kinds: Record<string, string> = {
    mail: t`Mail`,
    payment: t`Payments`,
    sms: t`Text messages`,
    driver: t`Nodes`,
  }
  const time = (at: string | null) => (at ? <RelativeTime at={at} /> : '—')
  return (
    <Card flush title={t`Mail, payments and nodes`}>
      <PlainTable
        caption={t`Mail, payments and nodes`}
        columns={[t`What`, t`Provider`, t`Last success`, t`Last failure`]}
        empty={t`Nothing has been called yet`}
        rows={outside.map((one) => ({
          key: `${one.kind}:${one.name}`,
          cells: [
            kinds[one.kind] ?? one.kind,
            one.name,
            time(one.succeeded_at),
            time(one.failed_at),
          ],
        }))}
      />
    </Card>
  )
}
