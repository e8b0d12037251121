import type { QueryClient } from '@tanstack/react-query'
import { matchPath } from 'react-router'
import { loadPage, type ModuleDefinition, pathOf } from '~/actions/module'
import { modules } from './modules'

const done = new Set<string>()

/** Code and words of the page at an address, asked for while it is not known yet who opens it. */
export function preloadPageAt(pathname: string): void {
  for (const module of modules) {
    for (const page of module.pages) {
      const path = [pathOf(module), page.path].filter(Boolean).join('/')
      if (matchPath(path, pathname)) loadPage(module, page).catch(() => undefined)
    }
  }
}

/** Code, words and data of a module, once, when the pointer or the focus comes near its link. */
export function preload(module: ModuleDefinition, queries: QueryClient): void {
  const first = module.pages[0]
  if (!first) return
  if (!done.has(module.id)) {
    done.add(module.id)
    loadPage(module, first).catch(() => done.delete(module.id))
  }
  module.preload?.(queries)
}
