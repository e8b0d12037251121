import { useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'

interface Tab {
  to: string
  label: string
  count?: number
  end?: boolean
}

/** Tabs are addresses: Back works, a link opens the right one. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone the row of tabs scrolls: the one that is open is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another address.
  useEffect(() => {
    const open = nav.current?.querySelector('[aria-current="page"]')
    open?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [pathname])
  return (
    <nav className="tabs" aria-label={label} ref={nav}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={tab.end ?? false}>
          {tab.label}
          {tab.count !== undefined && <span className="count">{tab.count}</span>}
        </NavLink>
      ))}
    </nav>
  )
}
