import { NavLink } from 'react-router'

interface Tab {
  to: string
  label: string
  count?: number
  end?: boolean
}

/** Tabs are addresses: Back works, a link opens the right one. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={tab.end ?? false} preventScrollReset>
          {tab.label}
          {tab.count !== undefined && <span className="count">{tab.count}</span>}
        </NavLink>
      ))}
    </nav>
  )
}
