import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'
import { type ModuleDefinition, pathOf } from '~/actions/module'
import { useMe } from '~/auth/me'
import { useCrumb } from '~/design/patterns/crumb'
import { modules } from '../modules'
import { preload } from '../preload'

/** Account (or administration) / module / the one thing that is open. */
export function Breadcrumb({ tree }: { tree: 'panel' | 'admin' }) {
  const { t, i18n } = useLingui()
  const queries = useQueryClient()
  const { pathname } = useLocation()
  const listOf = useListsAsLeft()
  const me = useMe()
  const thing = useCrumb()
  const segment = pathname.split('/')[2] ?? ''
  const module = modules.find((one) => one.tree === tree && one.path === segment)
  const root = tree === 'admin' ? t`Administration` : (me?.account?.name ?? t`Panel`)
  return (
    <nav className="grow" aria-label={t`You are here`}>
      <ol className="crumbs">
        <li className="crumbs__root">
          <Link to={`/${tree}`}>{root}</Link>
        </li>
        {module && (
          <li aria-current={thing ? undefined : 'page'}>
            {thing ? (
              <Link to={listOf(module)} onPointerEnter={() => preload(module, queries)}>
                {i18n._(module.label)}
              </Link>
            ) : (
              <span>{i18n._(module.label)}</span>
            )}
          </li>
        )}
        {thing && (
          <li aria-current="page">
            <span>{thing}</span>
          </li>
        )}
      </ol>
    </nav>
  )
}

/** The way back from one thing leads to its list as it was left: same filters, same page. */
function useListsAsLeft(): (module: ModuleDefinition) => string {
  const { pathname, search } = useLocation()
  const left = useRef(new Map<string, string>())
  useEffect(() => {
    left.current.set(pathname, search)
  }, [pathname, search])
  return (module) => pathOf(module) + (left.current.get(pathOf(module)) ?? '')
}
