import { createContext } from 'react'
import type { Locale } from '~/lib/locale'

export interface DocumentFacts {
  locale: Locale
  /** Set while HTML is made ahead of time: true for the page that the router makes for itself. */
  fallback?: boolean
  /** Scripts of the islands, by name; empty in development, where everything hydrates. */
  islands: Record<string, string>
}

export const DocumentContext = createContext<DocumentFacts>({ locale: 'ru', islands: {} })

/** A route's `handle` says which island brings its page to life; none means no script at all. */
export interface PublicHandle {
  island?: string
}

export function inTrees(path: string): boolean {
  return /^\/(panel|admin)(\/|$)/.test(path)
}
