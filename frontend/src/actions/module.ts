import type { MessageDescriptor } from '@lingui/core'
import type { QueryClient } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import type { Permission } from '~/auth/me'
import { loadCatalogs } from '~/i18n/catalogs'
import type { AnyAction, Icon } from './action'

type PageFile = { default: ComponentType }

/** A request in the words of the address line: `/services?size=5`, `/services/:serviceId`. */
interface EarlyRequest {
  path: string
  permission?: Permission
}

export interface ModulePageRoute {
  /** Below the module's own path: '' is its first page, ':serviceId/*' one thing with its tabs. */
  path: string
  load: () => Promise<PageFile>
  /** What it asks for first, to the letter: the HTML asks for it before the code is here. */
  early?: EarlyRequest[]
}

/** The numbers a counter may show; the shell fills them from `/me/summary`. */
export interface Counters {
  services: number
  attention: number
  unpaidInvoices: number
}

export interface ModuleDefinition {
  id: string
  tree: 'panel' | 'admin'
  /** The part of the address after the tree: `services` is `/panel/services`. */
  path: string
  icon: Icon
  label: MessageDescriptor
  group: 'main' | 'money' | 'help' | 'account' | 'sales' | 'machines' | 'system'
  /** Order inside its group. */
  order: number
  permission?: Permission
  /** About the person: open also to those whom no account has. */
  ofPerson?: boolean
  /** What the search calls the things this module shows: each is at the module's path and its id. */
  finds?: string
  /** Reachable by address, but not listed in the sidebar. */
  hidden?: boolean
  counter?: (counters: Counters) => { value: number; tone?: 'accent' | 'critical' } | null
  /** The folder of the feature: its messages load together with its first page. */
  feature: string
  pages: ModulePageRoute[]
  /** Starts loading the data of the first page, on hover and focus. Imports `./api` lazily. */
  preload?: (queries: QueryClient) => unknown
  /** Commands of the palette that need no subject. */
  actions?: AnyAction[]
}

export function defineModule(module: ModuleDefinition): ModuleDefinition {
  return module
}

export function pathOf(module: Pick<ModuleDefinition, 'tree' | 'path'>): string {
  return `/${module.tree}${module.path ? `/${module.path}` : ''}`
}

/** Code and words of a page together: neither is any use alone. */
export async function loadPage(module: ModuleDefinition, page: ModulePageRoute): Promise<PageFile> {
  const words = module.tree === 'admin' ? ['staff', module.feature] : [module.feature]
  const [file] = await Promise.all([page.load(), loadCatalogs(words)])
  return file
}
