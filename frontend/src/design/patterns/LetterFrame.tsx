import { useEffect, useRef, useState } from 'react'

interface Props {
  html: string
  title: string
  narrow: boolean
  dark: boolean
}

/**
 * A letter in a frame of its own, without scripts. The panel's policy refuses styles inside markup,
 * so they are taken out and set from here.
 */
export function LetterFrame({ html, title, narrow, dark }: Props) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [loads, setLoads] = useState(0)
  useEffect(() => {
    const inside = frame.current?.contentDocument
    // The document is another one once it has loaded.
    if (inside && loads >= 0) fill(inside, html, dark)
  }, [loads, html, dark])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows from all of these.
  useEffect(() => {
    const shown = frame.current
    const inside = shown?.contentDocument?.documentElement
    if (!shown || !inside) return
    shown.style.height = '0'
    shown.style.height = `${inside.scrollHeight}px`
  }, [loads, html, dark, narrow])
  return (
    <iframe
      ref={frame}
      className={narrow ? 'letter-frame letter-frame--narrow' : 'letter-frame'}
      title={title}
      sandbox="allow-same-origin"
      srcDoc="<!doctype html><title></title>"
      onLoad={() => setLoads((count) => count + 1)}
    />
  )
}

const SHEET = /<style>([\s\S]*?)<\/style>/g
const DARK = '@media (prefers-color-scheme: dark)'

/** Shows the letter's elements; its links say where they lead and lead nowhere. */
function fill(inside: Document, html: string, dark: boolean): void {
  const sheets = [...html.matchAll(SHEET)].map(([, rules = '']) => rules).join('\n')
  const bare = html.replace(SHEET, '').replaceAll(' style="', ' data-style="')
  const { body } = new DOMParser().parseFromString(bare, 'text/html')
  inside.body.replaceWith(inside.importNode(body, true))
  for (const element of [inside.body, ...inside.body.querySelectorAll<HTMLElement>('*')]) {
    element.style.cssText = element.dataset.style ?? ''
    const address = element.getAttribute('href')
    if (address) element.title = address
    element.removeAttribute('href')
  }
  const view = inside.defaultView as (Window & typeof globalThis) | null
  if (!view?.CSSStyleSheet) return
  const sheet = new view.CSSStyleSheet()
  sheet.replaceSync(sheets.replaceAll(DARK, dark ? '@media all' : '@media not all'))
  inside.adoptedStyleSheets = [sheet]
}
