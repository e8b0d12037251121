const stops = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled)',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  'summary',
  '[tabindex="0"]',
].join(', ')

/** Of radio buttons with one name Tab reaches the chosen one alone. */
function isReached(element: HTMLElement, all: HTMLElement[]): boolean {
  if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true
  const same = all.filter((other) => other instanceof HTMLInputElement && other.type === 'radio')
  const group = (same as HTMLInputElement[]).filter(({ name }) => name === element.name)
  return element.checked || (group[0] === element && !group.some(({ checked }) => checked))
}

/** What Tab reaches inside, in its order. */
export function tabStops(panel: HTMLElement | null): HTMLElement[] {
  const all = [...(panel?.querySelectorAll<HTMLElement>(stops) ?? [])]
  return all.filter(
    (element) =>
      element.tabIndex >= 0 && (element.checkVisibility?.() ?? true) && isReached(element, all),
  )
}

/** Tab goes round and round inside; call it on every key. */
export function keepFocusInside(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'preventDefault'>,
  panel: HTMLElement | null,
): void {
  if (event.key !== 'Tab') return
  const inside = tabStops(panel)
  const first = inside[0]
  const last = inside.at(-1)
  const { activeElement } = document
  if (!panel?.contains(activeElement) || panel === activeElement) {
    ;(event.shiftKey ? last : first)?.focus()
  } else if (event.shiftKey && activeElement === first) last?.focus()
  else if (!event.shiftKey && activeElement === last) first?.focus()
  else return
  event.preventDefault()
}
