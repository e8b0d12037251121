import { type ReactNode, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import base from '~/design/base.css?inline'
import publicCss from '~/design/public.css?inline'
import tokens from '~/design/tokens.css?inline'
import { type Brand, useBrand } from '~/lib/brand'
import { brandStyles } from '~/lib/brandLook'
import type { Locale } from '~/lib/locale'

interface Props {
  title: string
  locale: Locale
  narrow: boolean
  /** A link that says its language was followed: any other leads nowhere. */
  onLanguage: (locale: string) => void
  children: ReactNode
}

/**
 * A public page as a document of its own inside the panel: its width, rules and language are those
 * of the page. The panel's policy allows no inline rules, so they are adopted from here.
 */
export function PageFrame({ title, locale, narrow, onLanguage, children }: Props) {
  const brand = useBrand()
  const frame = useRef<HTMLIFrameElement>(null)
  const [inside, setInside] = useState<Document | null>(null)
  const [loads, setLoads] = useState(0)
  useEffect(() => {
    const shown = frame.current?.contentDocument ?? null
    // The document is another one once it has loaded.
    if (shown && loads >= 0) dress(shown, brand)
    setInside(shown)
  }, [loads, brand])
  const follow = (event: React.MouseEvent) => {
    const link = (event.target as Element).closest('a')
    if (!link) return
    event.preventDefault()
    if (link.hreflang) onLanguage(link.hreflang)
  }
  return (
    <>
      <iframe
        ref={frame}
        className={narrow ? 'page-frame page-frame--narrow' : 'page-frame'}
        title={title}
        srcDoc="<!doctype html><title></title>"
        onLoad={() => setLoads((count) => count + 1)}
      />
      {inside &&
        createPortal(
          // It only keeps links from leading away; Enter on a link is a click.
          <div lang={locale} onClickCapture={follow} onAuxClickCapture={follow}>
            {children}
          </div>,
          inside.body,
        )}
    </>
  )
}

/** Rules and theme of a public page, as its HTML would bring them. */
function dress(inside: Document, brand: Brand): void {
  const root = inside.documentElement
  root.dataset['script'] = ''
  const { theme } = document.documentElement.dataset
  if (theme) root.dataset['theme'] = theme
  const view = inside.defaultView as (Window & typeof globalThis) | null
  if (!view?.CSSStyleSheet) return
  const sheet = new view.CSSStyleSheet()
  sheet.replaceSync(tokens + base + publicCss + brandStyles(brand))
  inside.adoptedStyleSheets = [sheet]
}
