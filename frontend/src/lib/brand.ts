import { createContext, useContext, useSyncExternalStore } from 'react'

/** The accent in one theme, `#rrggbb` each, as the API worked it out. */
export interface Tones {
  solid: string
  solid_hover: string
  solid_active: string
  on_solid: string
  content: string
  surface: string
  surface_hover: string
  border: string
  focus: string
}

export interface Logo {
  url: string
  width: number
  height: number
}

/** How the installation looks: `GET /public/brand`. Null is what this program brings. */
export interface Brand {
  name: string
  accent: string | null
  themes: { light: Tones; dark: Tones } | null
  logo_light: Logo | null
  logo_dark: Logo | null
}

export const PRODUCT = 'Hostwright'
export const noBrand: Brand = {
  name: PRODUCT,
  accent: null,
  themes: null,
  logo_light: null,
  logo_dark: null,
}

/** Of a page that is being rendered; in a browser the document says it. */
export const BrandContext = createContext<Brand | null>(null)

const DATA = 'brand'
const STYLES = 'brand-styles'
export const brandIds = { data: DATA, styles: STYLES }

/** Semantic tokens of `design/tokens.css`, by the tone that stands for them. */
const TOKENS: Record<keyof Tones, string[]> = {
  solid: ['--accent-solid'],
  solid_hover: ['--accent-solid-hover'],
  solid_active: ['--accent-solid-active'],
  on_solid: ['--content-on-accent'],
  content: ['--accent-content'],
  surface: ['--accent-surface'],
  surface_hover: ['--accent-surface-hover'],
  border: ['--accent-border'],
  focus: ['--border-focus', '--chart-1'],
}
const TONES = Object.keys(TOKENS) as (keyof Tones)[]

/** The rules that give a page its accent in both themes; empty for the accent of this program. */
export function brandStyles({ themes }: Pick<Brand, 'themes'>): string {
  if (!themes) return ''
  const lines = TONES.flatMap((tone) =>
    TOKENS[tone].map((token) => `${token}:light-dark(${themes.light[tone]},${themes.dark[tone]})`),
  )
  return `:root{${lines.join(';')}}`
}

/** The tokens of one theme, for a part of a page that shows it whatever the page is. */
export function tokensOf(tones: Tones): Record<string, string> {
  return Object.fromEntries(
    TONES.flatMap((tone) => TOKENS[tone].map((token) => [token, tones[tone]])),
  )
}

/** The picture of a tab: a logo that is about a square, else a letter on the accent. */
export function iconOf({ name, themes, logo_light, logo_dark }: Brand) {
  const logo = logo_light ?? logo_dark
  if (logo && Math.max(logo.width / logo.height, logo.height / logo.width) < 1.4) {
    return { href: logo.url, type: 'image/png' }
  }
  if (name === PRODUCT && !themes) return { href: '/favicon.svg', type: 'image/svg+xml' }
  const ground = themes?.light.solid ?? '#2a55e5'
  const letter = themes?.light.on_solid ?? '#ffffff'
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><rect width="26" height="26" rx="7" fill="${ground}"/><text x="13" y="18.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="16" font-weight="600" fill="${letter}">${escaped(initialOf(name))}</text></svg>`
  return { href: `data:image/svg+xml,${encodeURIComponent(drawn)}`, type: 'image/svg+xml' }
}

/** The first letter of a name, as it is shown alone. */
export function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? 'H').toUpperCase()
}

function escaped(letter: string): string {
  return letter === '<' || letter === '&' ? 'H' : letter
}

/** The brand as data inside a page: nothing in it can end the element it stands in. */
export function brandData(brand: Brand): string {
  return JSON.stringify(brand).replaceAll('<', '\\u003c')
}

function fromDocument(): Brand {
  const text = globalThis.document?.getElementById(DATA)?.textContent
  try {
    return text ? { ...noBrand, ...JSON.parse(text) } : noBrand
  } catch {
    return noBrand
  }
}

/** What the HTML was made with: its inline rules stay as they are, by the policy of the page. */
export const documentBrand = fromDocument()

let shown = documentBrand
const readers = new Set<() => void>()
const current = () => shown
function listen(reader: () => void) {
  readers.add(reader)
  return () => readers.delete(reader)
}

export function useBrand(): Brand {
  const rendered = useContext(BrandContext)
  const live = useSyncExternalStore(listen, current, current)
  return rendered ?? live
}

/** Shows another brand here and now, ahead of the HTML that the next reload brings. */
export function showBrand(brand: Brand): void {
  if (brandData(brand) === brandData(shown)) return
  shown = brand
  adopt(brandStyles(brand))
  for (const reader of readers) reader()
}

let adopted: CSSStyleSheet | null = null
function adopt(rules: string): void {
  if (!('adoptedStyleSheets' in document)) return
  const inline = document.getElementById(STYLES)
  if (inline instanceof HTMLStyleElement && inline.sheet) inline.sheet.disabled = true
  if (!adopted) {
    adopted = new CSSStyleSheet()
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, adopted]
  }
  adopted.replaceSync(rules)
}
