import { type Brand, initialOf, PRODUCT, setBrand, type Tones } from './brand'

/** The element with the rules that the page was made with. */
export const BRAND_STYLES = 'brand-styles'

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

function escaped(letter: string): string {
  return letter === '<' || letter === '&' ? 'H' : letter
}

/** The brand as data inside a page: nothing in it can end the element it stands in. */
export function brandData(brand: Brand): string {
  return JSON.stringify(brand).replaceAll('<', '\\u003c')
}

/** Shows another brand here and now, ahead of the HTML that the next reload brings. */
export function showBrand(brand: Brand): void {
  adopt(brandStyles(brand))
  setBrand(brand)
}

let adopted: CSSStyleSheet | null = null
function adopt(rules: string): void {
  if (!('adoptedStyleSheets' in document)) return
  const inline = document.getElementById(BRAND_STYLES)
  if (inline instanceof HTMLStyleElement && inline.sheet) inline.sheet.disabled = true
  if (!adopted) {
    adopted = new CSSStyleSheet()
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, adopted]
  }
  adopted.replaceSync(rules)
}
