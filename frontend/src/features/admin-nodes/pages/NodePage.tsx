import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconTool } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Meter } from '~/design/patterns/Meter'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { nodeStatusStyles } from '~/design/staff/node'
import { useLocale } from '~/i18n/useLocale'
import { cpu, dateTime, disk, memory } from '~/lib/format'
import { activate, edit, maintain, nodeActions, retire } from '../actions'
import { fullness, type Node, nodeQuery, type Resource } from '../api'
import { Connection } from '../components/Connection'
import { ImagesCard } from '../components/ImagesCard'
import { ServicesCard } from '../components/ServicesCard'
import { settingName } from '../labels'

export default function NodePage() {
  const { t } = useLingui()
  const { nodeId = '' } = useParams()
  const query = useQuery(nodeQuery(nodeId))
  const node = query.data
  const can = useCan()
  useNameCrumb(node?.name)
  useSubjectActions(node?.name ?? '', nodeActions, node)
  return (
    <ModulePage
      title={node?.name ?? t`Node`}
      badge={node && <StatusBadge status={nodeStatusStyles[node.state]} />}
      actions={
        node && (
          <>
            <ActionButton action={activate} subject={node} variant="primary" />
            <ActionButton action={maintain} subject={node} />
            <ActionButton action={edit} subject={node} />
            <ActionButton action={retire} subject={node} />
          </>
        )
      }
      notice={node && <Notice node={node} />}
      query={query}
      skeleton={
        <div className="cols">
          <div className="stack">
            <CardSkeleton lines={4} />
            <CardSkeleton lines={6} />
          </div>
          <CardSkeleton lines={7} />
        </div>
      }
    >
      {node && (
        <div className="cols">
          <div className="stack">
            <Capacity node={node} />
            {can('nodes:manage') && node.state !== 'retired' && <Connection subject={node} />}
            <ImagesCard node={node} />
            {can('services:read') && <ServicesCard node={node} />}
          </div>
          <Facts node={node} />
        </div>
      )}
    </ModulePage>
  )
}

/** What a state means for those who run on the node. */
function Notice({ node }: { node: Node }) {
  if (node.state === 'unreachable') {
    return (
      <div className="notice notice--critical" role="alert">
        <IconAlertTriangle className="i" aria-hidden />
        <span className="grow">
          <Trans>
            <b>The node is not responding.</b> Nothing new is placed on it; it comes back by itself
            once it responds.
          </Trans>
        </span>
      </div>
    )
  }
  if (node.state !== 'maintenance') return null
  return (
    <div className="notice notice--warning" role="status">
      <IconTool className="i" aria-hidden />
      <span className="grow">
        <Trans>Nothing new is placed on this node. What runs here keeps running.</Trans>
      </span>
    </div>
  )
}

function Capacity({ node }: { node: Node }) {
  const { t } = useLingui()
  const locale = useLocale()
  const resources: { id: Resource; label: string; write: (value: number) => string }[] = [
    { id: 'cpu_millis', label: t`CPU`, write: (value) => cpu(value, locale) },
    { id: 'memory_mb', label: t`Memory`, write: (value) => memory(value, locale) },
    { id: 'disk_gb', label: t`Disk`, write: (value) => disk(value, locale) },
  ]
  return (
    <Card title={t`Reserved for services`}>
      <dl className="kv">
        {resources.map(({ id, label, write }) => (
          <div key={id} className="kv__meter">
            <dt className="row row--between">
              {label}
              <span className="num">
                {t`${write(node.reserved[id])} of ${write(node.capacity[id])}`}
              </span>
            </dt>
            <dd>
              <Meter value={fullness(node, id)} label={label} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Facts({ node }: { node: Node }) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Facts`}>
      <KeyValues
        facts={[
          { label: t`Region`, value: node.region },
          {
            label: t`Driver`,
            value: (
              <span className="mono">{[node.driver, node.engine_version].join(' ').trim()}</span>
            ),
          },
          { label: t`Endpoint`, value: node.endpoint && <CopyButton value={node.endpoint} /> },
          {
            label: t`Credentials`,
            value: node.credentials.map((name) => i18n._(settingName(name))).join(', ') || t`none`,
          },
          { label: t`Ports open on`, value: <CopyButton value={node.host} /> },
          { label: t`Customers see`, value: <CopyButton value={node.public_host || node.host} /> },
          { label: t`Ports`, value: `${node.port_from}–${node.port_to}` },
          { label: t`Network`, value: <span className="mono">{node.network_mode}</span> },
          {
            label: t`Services`,
            value: <Link to={`/admin/services?node_id=${node.id}`}>{node.services}</Link>,
          },
          {
            label: t`Last answer`,
            value: node.last_seen_at && <RelativeTime at={node.last_seen_at} />,
          },
          { label: t`Added`, value: dateTime(node.created_at, locale, 'date') },
        ]}
      />
    </Card>
  )
}
