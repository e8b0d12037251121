import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { CatalogContext, type Product } from '~/features/public/catalog'
import { Configurator } from '~/features/public/components/Configurator'
import choices from '~/lib/choices.js?raw'
import { remember, remembered } from '~/lib/remembered'
import script from './public.js?raw'

const rub = (amount: number) => ({ amount, currency: 'RUB' })
const plan = (slug: string, month: number, hour: number | null, setup = 0) => ({
  id: slug,
  slug,
  name: slug,
  cpu_millis: 500,
  memory_mb: 512,
  disk_gb: 5,
  description: { ru: '', en: '' },
  is_default: slug === 'base',
  in_stock: true,
  image_ids: [],
  prices: [
    { id: `${slug}-m`, period: 'month' as const, amount: rub(month), setup_fee: rub(setup) },
    ...(hour === null
      ? []
      : [{ id: `${slug}-h`, period: 'hour' as const, amount: rub(hour), setup_fee: rub(0) }]),
  ],
})
const product = {
  id: 'p',
  slug: 'containers',
  kind: 'container',
  name: { ru: 'Контейнеры', en: 'Containers' },
  description: { ru: '', en: '' },
  plans: [plan('base', 39_000, 65), plan('pro', 99_000, null, 10_000)],
} as unknown as Product

const root = document.documentElement
/** As the page runs it: its listeners stay, what it reads at the start is read anew. */
const run = () => new Function(choices.replace('export ', '') + script)()

beforeAll(run)
beforeEach(() => {
  for (const key of ['theme', 'theme.public', 'session', 'locale']) remember(key, null)
  for (const name of ['theme', 'session', 'script']) delete root.dataset[name]
})

it('shows what was chosen before, and who is signed in, before the first paint', () => {
  remember('theme', 'dark')
  remember('session', '1')
  run()
  expect(root.dataset).toMatchObject({ theme: 'dark', session: 'active', script: '' })
})

it('knows nobody where nothing is kept', () => {
  run()
  expect(root.dataset['session']).toBeUndefined()
  expect(root.dataset['theme']).toBeUndefined()
})

it('works out the total of the chosen plan and period as the checkout does', async () => {
  render(
    <I18nProvider i18n={i18n}>
      <CatalogContext.Provider value={[product]}>
        <Configurator />
      </CatalogContext.Provider>
    </I18nProvider>,
  )
  const user = userEvent.setup()
  expect(screen.getByText(/₽390/, { selector: '.price-card__price' })).toBeVisible()
  await user.click(screen.getByRole('radio', { name: 'by the hour' }))
  expect(screen.getByText(/₽0.65/, { selector: '.price-card__price' })).toBeVisible()
  await user.selectOptions(screen.getByLabelText('Plan'), 'pro')
  expect(screen.getByText(/₽1,090/, { selector: '.price-card__price' })).toBeVisible()
  expect(screen.getByText(/₽100 of it once/)).toBeVisible()
  expect(screen.getByRole('radio', { name: 'by the hour' })).toBeDisabled()
  expect(screen.getByRole('radio', { name: 'by the month' })).toBeChecked()
  expect(screen.getByRole('link', { name: 'Order pro' })).toHaveAttribute(
    'href',
    '/panel/order?plan=pro',
  )
})

it('switches the theme, and tells the panel', async () => {
  root.dataset['theme'] = 'light'
  render(
    <button type="button" data-theme-switch>
      theme
    </button>,
  )
  await userEvent.setup().click(screen.getByRole('button'))
  expect(root.dataset['theme']).toBe('dark')
  expect([remembered('theme'), remembered('theme.public')]).toEqual(['dark', 'dark'])
})

it('remembers the language that was chosen', async () => {
  render(
    <a href="#there" hrefLang="en">
      English
    </a>,
  )
  await userEvent.setup().click(screen.getByRole('link'))
  expect(remembered('locale')).toBe('en')
})

it.each([
  ['/plans?a=1', 'en', '/en/plans?a=1'],
  ['/plans', 'ru', null],
  ['/plans', null, null],
  ['/plans', 'de', null],
  ['/ru/plans', 'en', null],
  ['/ruins', 'en', '/en/ruins'],
])('leads from %s to what was chosen before (%s)', (address, chosen, there) => {
  const replace = vi.fn()
  const { pathname, search, hash } = new URL(address, 'http://localhost')
  remember('locale', chosen)
  root.lang = 'ru'
  const body = choices.replace('export ', '') + script
  new Function('location', body)({ pathname, search, hash, replace })
  expect(replace.mock.calls).toEqual(there ? [[there]] : [])
  root.lang = 'en'
})
