import { useEffect, useRef } from 'react'

export interface Shortcut {
  /** `mod+k`, `shift+s`, or a sequence such as `g s`. */
  keys: string
  run: () => void
  /** Works while typing too: only for chords with a modifier. */
  global?: boolean
}

function typing(target: EventTarget | null): boolean {
  const element = target instanceof HTMLElement ? target : null
  return Boolean(
    element?.closest('input, textarea, select, [contenteditable], [role="menu"], dialog'),
  )
}

/** `code` names the key whatever the layout: Ctrl+К on a Russian keyboard is Ctrl+K. */
function nameOf(event: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase()
  const parts = [letter ?? event.key.toLowerCase()]
  if (event.shiftKey && letter) parts.unshift('shift')
  if (event.metaKey || event.ctrlKey) parts.unshift('mod')
  return parts.join('+')
}

/** Listens once for all of them; the two keys of a sequence may be a second apart. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    let before = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.altKey || ['Shift', 'Control', 'Meta'].includes(event.key)) return
      const key = nameOf(event)
      const inField = typing(event.target)
      const found = latest.current.find(
        ({ keys, global }) => (global || !inField) && (keys === key || keys === `${before} ${key}`),
      )
      clearTimeout(timer)
      before = found ? '' : key
      timer = setTimeout(() => {
        before = ''
      }, 1000)
      if (!found) return
      event.preventDefault()
      found.run()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}
