import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const cobalt: MantineColorsTuple = [
  '#f0f4ff',
  '#e0e9ff',
  '#c2d3ff',
  '#98b4ff',
  '#7196ff',
  '#4b74f7',
  '#2a55e5',
  '#1f44c4',
  '#1c389c',
  '#1a2c6e',
]
const ink: MantineColorsTuple = [
  '#f6f7f9',
  '#eff1f5',
  '#dbdfe7',
  '#c3c9d5',
  '#858c9c',
  '#606777',
  '#4b5262',
  '#363c49',
  '#232730',
  '#15181e',
]

/** Mantine in our clothes. It dresses what floats (menus, dialogs); the rest is our own CSS. */
export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  colors: { cobalt, ink },
  fontFamily: 'var(--font-sans)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 'md',
  focusRing: 'auto',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '24px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  components: {
    Modal: { defaultProps: { radius: 'xl', centered: true, lockScroll: false } },
    Menu: { defaultProps: { radius: 'lg', shadow: 'none' } },
  },
})

const names = {
  '--mantine-color-body': 'var(--surface-canvas)',
  '--mantine-color-text': 'var(--content-primary)',
  '--mantine-color-dimmed': 'var(--content-muted)',
  '--mantine-color-placeholder': 'var(--content-muted)',
  '--mantine-color-error': 'var(--critical-content)',
  '--mantine-color-default': 'var(--surface-control)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--content-primary)',
  '--mantine-color-default-border': 'var(--border-control)',
  '--mantine-color-anchor': 'var(--accent-content)',
  '--mantine-primary-color-filled': 'var(--accent-solid)',
  '--mantine-primary-color-filled-hover': 'var(--accent-solid-hover)',
}

/** Both schemes get the same names: our own tokens carry light and dark inside. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: names, dark: names })
