import { useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Schema } from '~/api/client'
import { Badge } from '~/design/primitives/Badge'
import { Spinner } from '~/design/primitives/Spinner'
import { useLocale } from '~/i18n/useLocale'
import { cpu, disk, memory } from '~/lib/format'
import { type NodeTest, testQuery } from '../api'
import { checkNames, reasonOf } from '../labels'

type Check = Schema<'NodeCheck'>

const icons = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconAlertCircle }
const tones = { ok: 'positive', warning: 'warning', failed: 'critical' } as const

/** What a worker found when it tried to reach a node: one line a check, as soon as it is known. */
export function TestFacts({ test }: { test: NodeTest }) {
  const { t, i18n } = useLingui()
  const { data = test } = useQuery(testQuery(test.id))
  const words = useOutcomes()
  const sentence = useSentence()
  return (
    <div role="status" aria-live="polite" aria-label={t`Connection test`}>
      {data.state === 'pending' ? (
        <p className="row">
          <Spinner />
          {t`A worker is trying to reach the node`}
        </p>
      ) : (
        <ul className="stack stack--sm">
          {data.checks.map((check) => (
            <li key={check.check} className="row">
              <Badge tone={tones[check.outcome]} icon={icons[check.outcome]}>
                {words[check.outcome]}
              </Badge>
              <span className="grow">
                <b>{i18n._(checkNames[check.check])}</b> {sentence(check)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function useOutcomes(): Record<Check['outcome'], string> {
  const { t } = useLingui()
  return { ok: t`Good`, warning: t`Attention`, failed: t`Failed` }
}

function useSentence(): (check: Check) => string {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return ({ check, outcome, code, params = {} }) => {
    const number = (name: string) => Number(params[name] ?? 0)
    const list = (name: string) => ((params[name] as unknown[] | undefined) ?? []).join(', ')
    if (check === 'engine') {
      const version = String(params['version'] ?? '')
      return outcome === 'ok' ? t`answers: ${version}` : i18n._(reasonOf(code))
    }
    if (check === 'encryption') {
      return outcome === 'ok'
        ? t`the connection is encrypted`
        : t`anybody on the network path can read and control this engine: add certificates`
    }
    if (check === 'capacity') {
      const cores = cpu(number('cpu_millis'), locale)
      const ram = memory(number('memory_mb'), locale)
      const room = number('disk_gb') ? disk(number('disk_gb'), locale) : '—'
      return outcome === 'ok'
        ? t`the machine has ${cores}, ${ram}, disk ${room}`
        : t`more is offered than the machine has: ${cores}, ${ram}, disk ${room}`
    }
    if (check === 'ports') {
      const [free, taken] = [number('free'), list('taken')]
      return outcome === 'ok'
        ? t`${free} ports are free`
        : t`${free} ports are free, taken by somebody: ${taken}`
    }
    const missing = list('missing')
    return outcome === 'ok'
      ? t`every image on sale is there`
      : t`not on the node, will be pulled when needed: ${missing}`
  }
}
