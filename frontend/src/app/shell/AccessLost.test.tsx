import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { act } from 'react'
import { MemoryRouter, useLocation } from 'react-router'
import { expect, it } from 'vitest'
import { type Me, meQuery } from '~/auth/me'
import { ToastProvider } from '~/design/patterns/ToastProvider'
import { me } from '~/testing/fixtures'
import { AccessLost } from './AccessLost'

const studio = { id: 'account-9', name: 'Studio' } as NonNullable<Me['account']>
const membership = { ...me.accounts[0], ...studio } as Me['accounts'][number]
const inBoth: Me = { ...me, account: studio, accounts: [...me.accounts, membership] }

function Where() {
  return <p>at {useLocation().pathname}</p>
}

function open() {
  const queries = new QueryClient()
  queries.setQueryData(meQuery.queryKey, inBoth)
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={['/panel/services']}>
          <ToastProvider>
            <AccessLost />
            <Where />
          </ToastProvider>
        </MemoryRouter>
      </QueryClientProvider>
    </I18nProvider>,
  )
  return (next: Me) => act(async () => queries.setQueryData(meQuery.queryKey, next))
}

it('reports the lost account and opens the overview of another one', async () => {
  const become = open()
  await become(me)
  expect(await screen.findByText('You are no longer in the team of Studio')).toBeVisible()
  expect(await screen.findByText('at /panel')).toBeVisible()
})

it('reports nothing when another account was chosen', async () => {
  const become = open()
  await become({ ...inBoth, account: me.account })
  expect(screen.getByText('at /panel/services')).toBeVisible()
  expect(screen.queryByText(/no longer/)).toBeNull()
})
