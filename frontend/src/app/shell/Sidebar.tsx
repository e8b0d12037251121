import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { type Counters, type ModuleDefinition, pathOf } from '~/actions/module'
import { summaryQuery, useCan, useMe } from '~/auth/me'
import { modules } from '../modules'
import { preload } from '../preload'
import { AccountMenu } from './AccountMenu'
import { Brand } from './Brand'
import type { Drawer } from './useDrawer'

const groups: { id: ModuleDefinition['group']; title: MessageDescriptor | null }[] = [
  { id: 'main', title: null },
  { id: 'sales', title: msg`Customers and money` },
  { id: 'machines', title: msg`Machines` },
  { id: 'money', title: msg`Money` },
  { id: 'help', title: msg`Help` },
  { id: 'account', title: msg`Account` },
  { id: 'system', title: msg`System` },
]

export function Sidebar({ tree, drawer }: { tree: 'panel' | 'admin'; drawer: Drawer }) {
  const { t, i18n } = useLingui()
  const can = useCan()
  const counters = useCounters(tree)
  const me = useMe()
  // Whom no account has is shown what is their own, and nothing that would refuse them.
  const alone = tree === 'panel' && me?.account == null
  const listed = modules.filter(
    (module) =>
      module.tree === tree &&
      !module.hidden &&
      ((module.ofPerson && tree === 'panel') || (!alone && can(module.permission, tree))),
  )
  return (
    <aside
      className="sidebar"
      id="sidebar"
      ref={drawer.panel}
      {...(drawer.open && { role: 'dialog', 'aria-modal': true, 'aria-label': t`Menu` })}
    >
      <div className="sidebar__in">
        <div className="sidebar__brand">
          <Brand to={`/${tree}`} />
        </div>
        <nav className="nav" aria-label={t`Sections`}>
          {groups.map((group) => {
            const inside = listed.filter((module) => module.group === group.id)
            if (inside.length === 0) return null
            return (
              <div key={group.id}>
                {group.title && <h2 className="nav__title">{i18n._(group.title)}</h2>}
                <ul className="nav__list">
                  {inside.map((module) => (
                    <li key={module.id}>
                      <ModuleLink module={module} counters={counters} />
                    </li>
                  ))}
                </ul>
              </div>
            )
          })}
        </nav>
        <div className="sidebar__foot">
          <AccountMenu variant="card" />
        </div>
      </div>
    </aside>
  )
}

function ModuleLink({ module, counters }: { module: ModuleDefinition; counters: Counters | null }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const { pathname } = useLocation()
  const to = pathOf(module)
  const current = pathname === to || (module.path !== '' && pathname.startsWith(`${to}/`))
  const near = () => preload(module, queries)
  const counter = counters && module.counter?.(counters)
  return (
    <Link
      className="nav__link"
      to={to}
      aria-current={current ? 'page' : undefined}
      onPointerEnter={near}
      onFocus={near}
    >
      <module.icon className="i" aria-hidden />
      {i18n._(module.label)}
      {counter && counter.value > 0 && (
        <span className={counter.tone ? `count count--${counter.tone}` : 'count'}>
          {counter.value}
        </span>
      )}
    </Link>
  )
}

function useCounters(tree: 'panel' | 'admin'): Counters | null {
  const { data } = useQuery({ ...summaryQuery, enabled: tree === 'panel' })
  if (!data) return null
  return {
    services: data.services.total,
    attention: data.services.attention,
    unpaidInvoices: data.unpaid_invoices,
  }
}
