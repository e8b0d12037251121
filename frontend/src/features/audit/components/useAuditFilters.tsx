import { useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import type { PagedQuery } from '~/api/query'
import { DayFilter } from '~/design/patterns/DayFilter'
import type { ListFilter } from '~/design/patterns/ListFilters'
import { takeCsv } from '../actions'
import type { AuditAction, AuditEntry, Filter } from '../api'
import { actionLabels, actorKinds } from '../labels'

/** Short of a name, the end of an id says which one it is. */
const short = (id: string | undefined) => id && `…${id.slice(-8)}`

/** The account's own log is narrowed like everybody's, but for the account. */
export function useAuditFilters<Row extends AuditEntry, Narrow extends Filter>(
  tree: 'panel' | 'admin',
  list: PagedQuery<Row, Narrow>,
): ListFilter<Narrow>[] {
  const { t, i18n } = useLingui()
  const { params, set, query } = list as unknown as PagedQuery<AuditEntry, Filter>
  const named = query.data?.items.find(({ actor }) => actor.id === params.actor_id)?.actor.name
  const options = (Object.keys(actionLabels) as AuditAction[]).map((value) => ({
    value,
    label: i18n._(actionLabels[value]),
  }))
  const kinds = Object.entries(actorKinds).map(([value, label]) => ({
    value,
    label: i18n._(label),
  }))
  const filters: ListFilter<Filter>[] = [
    { search: t`Name, reason or request` },
    {
      filter: 'action',
      label: t`What was done`,
      empty: t`Any action`,
      options: options.sort((one, other) => one.label.localeCompare(other.label)),
    },
    { filter: 'actor_kind', label: t`Who`, empty: t`Anybody`, options: kinds },
    <DayFilter
      key="from"
      label={t`From`}
      time="00:00:00"
      value={params.at__gte}
      onChange={(at__gte) => set({ at__gte })}
    />,
    <DayFilter
      key="to"
      label={t`To`}
      time="23:59:59"
      value={params.at__lte}
      onChange={(at__lte) => set({ at__lte })}
    />,
    { filter: 'actor_id', label: t`Who`, value: named ?? short(params.actor_id) },
    { filter: 'target_id', label: t`To what`, value: short(params.target_id) },
    { filter: 'account_id', label: t`Account`, value: short(params.account_id) },
    <span key="csv" className="filters__end">
      <ActionButton action={takeCsv} subject={{ tree, params }} variant="ghost" />
    </span>,
  ]
  return filters as unknown as ListFilter<Narrow>[]
}
