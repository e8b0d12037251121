import { expect, it } from 'vitest'
import { type Brand, noBrand } from './brand'
import { brandData, brandStyles, iconOf, tokensOf } from './brandLook'

const tones = {
  solid: '#111111',
  solid_hover: '#222222',
  solid_active: '#333333',
  on_solid: '#ffffff',
  content: '#444444',
  surface: '#555555',
  surface_hover: '#666666',
  border: '#777777',
  focus: '#888888',
}
const beacon: Brand = {
  ...noBrand,
  name: 'Beacon',
  accent: '#111111',
  themes: { light: tones, dark: { ...tones, solid: '#eeeeee' } },
}

it('gives each token both themes, and none where nothing is set', () => {
  expect(brandStyles(beacon)).toContain('--accent-solid:light-dark(#111111,#eeeeee)')
  expect(brandStyles(beacon)).toContain('--content-on-accent:light-dark(#ffffff,#ffffff)')
  expect(brandStyles(noBrand)).toBe('')
  expect(tokensOf(tones)).toMatchObject({ '--border-focus': '#888888', '--chart-1': '#888888' })
})

it('draws the icon from a square logo, else from the first letter', () => {
  const logo = { url: '/logo', width: 100, height: 100 }
  expect(iconOf({ ...beacon, logo_dark: logo })).toEqual({ href: '/logo', type: 'image/png' })
  const wide = iconOf({ ...beacon, logo_light: { ...logo, width: 400 } })
  expect(decodeURIComponent(wide.href)).toContain('fill="#ffffff">B</text>')
  expect(iconOf(noBrand).href).toBe('/favicon.svg')
  expect(decodeURIComponent(iconOf({ ...beacon, name: '<b>' }).href)).not.toContain('<</text>')
})

it('stands in a page without ending its element', () => {
  expect(brandData({ ...beacon, name: '</script><b>' })).not.toContain('</script>')
})
