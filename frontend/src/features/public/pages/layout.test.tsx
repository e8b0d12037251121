import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, it } from 'vitest'
import { BrandContext, noBrand } from '~/lib/brand'
import { type Company, CompanyContext } from '../catalog'
import PublicLayout from './layout'

function show(company: Partial<Company>) {
  const page = (
    <BrandContext.Provider value={{ ...noBrand, name: company.company_name ?? noBrand.name }}>
      <CompanyContext.Provider value={company}>
        <PublicLayout />
      </CompanyContext.Provider>
    </BrandContext.Provider>
  )
  const router = createMemoryRouter([{ path: '/', element: page }])
  render(
    <I18nProvider i18n={i18n}>
      <RouterProvider router={router} />
    </I18nProvider>,
  )
}

it('says who sells and how to reach them', async () => {
  show({
    company_name: 'Oak Hosting',
    legal_name: 'Oak Works Ltd',
    address: '1 Oak Street',
    support_email: 'help@oak.example',
    support_phone: '+44 20 7946 0000',
  })
  const foot = await screen.findByRole('contentinfo')
  expect(foot).toHaveTextContent('Oak Works Ltd')
  expect(foot).toHaveTextContent('1 Oak Street')
  expect(screen.getByRole('link', { name: 'help@oak.example' })).toHaveAttribute(
    'href',
    'mailto:help@oak.example',
  )
  expect(screen.getByRole('link', { name: '+44 20 7946 0000' })).toHaveAttribute(
    'href',
    'tel:+442079460000',
  )
  expect(screen.getByRole('link', { name: 'Oak Hosting' })).toHaveAttribute('href', '/en')
})

it('has a name and no empty contacts before anything is known', async () => {
  show({})
  expect(await screen.findByRole('link', { name: 'Hostwright' })).toBeVisible()
  expect(document.querySelector('a[href^="mailto:"], a[href^="tel:"]')).toBeNull()
})
