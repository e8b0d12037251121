import { type Brand, type Logo, useBrand } from '~/lib/brand'
import { BrandMark } from './BrandMark'

/** The logo of the theme that is shown, or mark and name where there is none. */
export function BrandLogo() {
  const brand = useBrand()
  const { light, dark } = logosOf(brand)
  if (!light || !dark) {
    return (
      <>
        <BrandMark />
        <span className="brand__name">{brand.name}</span>
      </>
    )
  }
  if (light.url === dark.url) return <Picture logo={light} name={brand.name} />
  return (
    <>
      <Picture logo={light} name={brand.name} only="light" />
      <Picture logo={dark} name={brand.name} only="dark" />
    </>
  )
}

/** A logo for one theme stands for the other, too. */
export function logosOf({ logo_light, logo_dark }: Brand) {
  return { light: logo_light ?? logo_dark, dark: logo_dark ?? logo_light }
}

function Picture({ logo, name, only }: { logo: Logo; name: string; only?: 'light' | 'dark' }) {
  return (
    <img
      className={only ? `brand__logo brand__logo--${only}` : 'brand__logo'}
      src={logo.url}
      width={logo.width}
      height={logo.height}
      alt={name}
    />
  )
}
