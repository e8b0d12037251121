import { useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import type { PagedQuery } from '~/api/query'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { takeCsv } from '../actions'
import type { AuditAction, AuditEntry, Filter } from '../api'
import { actionLabels, actorKinds } from '../labels'
import { DayFilter } from './DayFilter'

interface Props {
  tree: 'panel' | 'admin'
  list: PagedQuery<AuditEntry, Filter>
}

/** Short of a name, the end of an id says which one it is. */
const short = (id: string | undefined) => id && `…${id.slice(-8)}`

export function AuditFilters({ tree, list }: Props) {
  const { t, i18n } = useLingui()
  const { params, set, query } = list
  const named = query.data?.items.find(({ actor }) => actor.id === params.actor_id)?.actor.name
  const options = (Object.keys(actionLabels) as AuditAction[]).map((value) => ({
    value,
    label: i18n._(actionLabels[value]),
  }))
  return (
    <>
      <ListSearch list={list} label={t`Name, reason or request`} />
      <ListSelect
        list={list}
        filter="act"
        label={t`What was done`}
        empty={t`Any act`}
        options={options.sort((one, other) => one.label.localeCompare(other.label))}
      />
      <ListSelect
        list={list}
        filter="actor_kind"
        label={t`Who`}
        empty={t`Anybody`}
        options={Object.entries(actorKinds).map(([value, label]) => ({
          value,
          label: i18n._(label),
        }))}
      />
      <DayFilter
        label={t`From`}
        time="00:00:00"
        value={params.at__gte}
        onChange={(at__gte) => set({ at__gte })}
      />
      <DayFilter
        label={t`To`}
        time="23:59:59"
        value={params.at__lte}
        onChange={(at__lte) => set({ at__lte })}
      />
      <FilterChip
        label={t`Who`}
        value={named ?? short(params.actor_id)}
        onClear={() => set({ actor_id: null })}
      />
      <FilterChip
        label={t`To what`}
        value={short(params.target_id)}
        onClear={() => set({ target_id: null })}
      />
      <FilterChip
        label={t`Account`}
        value={short(params.account_id)}
        onClear={() => set({ account_id: null })}
      />
      <span className="filters__end">
        <ActionButton action={takeCsv} subject={{ tree, params }} variant="ghost" />
      </span>
    </>
  )
}
