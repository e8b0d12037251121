import { useEffect, useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'

/** The module and the one thing in it: its tabs, filters and pages are the same place. */
export function isSamePlace(one: string, other: string): boolean {
  const place = (path: string) => path.split('/').slice(0, 4).join('/')
  return place(one) === place(other)
}

/**
 * A new place begins at its top, Back returns to where one was. The browser would restore it before the
 * page is drawn; a reload stays the browser's.
 */
export function useScrollRestoration(): void {
  const { key, pathname } = useLocation()
  const type = useNavigationType()
  const seen = useRef(new Map<string, number>())
  const now = useRef({ key, pathname })
  useEffect(() => {
    const note = () => seen.current.set(now.current.key, scrollY)
    const take = () => {
      history.scrollRestoration = 'manual'
    }
    const leave = () => {
      history.scrollRestoration = 'auto'
    }
    take()
    addEventListener('scroll', note, { passive: true })
    addEventListener('pageshow', take)
    addEventListener('pagehide', leave)
    return () => {
      leave()
      removeEventListener('scroll', note)
      removeEventListener('pageshow', take)
      removeEventListener('pagehide', leave)
    }
  }, [])
  useLayoutEffect(() => {
    const before = now.current
    now.current = { key, pathname }
    if (before.key === key) return
    if (type === 'POP') scrollTo(0, seen.current.get(key) ?? 0)
    else if (!isSamePlace(before.pathname, pathname)) scrollTo(0, 0)
  }, [key, pathname, type])
}
