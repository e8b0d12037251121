import { useSyncExternalStore } from 'react'
import { remember, remembered } from '~/lib/remembered'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const listeners = new Set<() => void>()

export function chosenTheme(): Theme {
  const kept = remembered('theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** `app/theme.js` does the same before the first paint; keep the two alike. */
export function chooseTheme(theme: Theme): void {
  remember('theme', theme === 'system' ? null : theme)
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosenTheme, () => 'system' as const)
}

const dark = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)')

function subscribeToScheme(listener: () => void): () => void {
  const system = dark()
  const unsubscribe = subscribe(listener)
  system?.addEventListener('change', listener)
  return () => {
    unsubscribe()
    system?.removeEventListener('change', listener)
  }
}

/** `shownScheme`, kept up to date when the reader or their system chooses another one. */
export function useShownScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribeToScheme, shownScheme, () => 'light' as const)
}

/** The scheme that is really shown, for what cannot use CSS names (a canvas). */
function shownScheme(): 'light' | 'dark' {
  const theme = chosenTheme()
  if (theme !== 'system') return theme
  return dark()?.matches ? 'dark' : 'light'
}
