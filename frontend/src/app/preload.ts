import type { QueryClient } from '@tanstack/react-query'
import { loadPage, type ModuleDefinition } from '~/actions/module'

const done = new Set<string>()

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
