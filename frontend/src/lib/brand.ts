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

/** The element that tells a page's scripts the brand. */
export const BRAND_DATA = 'brand'
/** The first letter of a name, as it is shown alone. */
export function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? 'H').toUpperCase()
}

function fromDocument(): Brand {
  const text = globalThis.document?.getElementById(BRAND_DATA)?.textContent
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

/** Everybody who shows it shows another one from now on. */
export function setBrand(brand: Brand): void {
  shown = brand
  for (const reader of readers) reader()
}
