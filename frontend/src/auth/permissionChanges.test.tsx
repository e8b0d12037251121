import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { keys } from '~/api/keys'
import { me } from '~/testing/fixtures'
import type { Me } from './me'
import { useResetOnPermissionChange } from './permissionChanges'

function setup() {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })
  let asked = 0
  const Panel = ({ person }: { person: Me }) => {
    useResetOnPermissionChange(person)
    const { data } = useQuery({
      queryKey: keys.services.all,
      queryFn: async () => {
        asked += 1
        return asked
      },
    })
    return <p>answer {data}</p>
  }
  const shown = (changes: Partial<Me>) => (
    <QueryClientProvider client={queries}>
      <Panel person={{ ...me, ...changes }} />
    </QueryClientProvider>
  )
  const { rerender } = render(shown({}))
  queries.setQueryData(keys.security.all, 'of the person')
  queries.setQueryData(keys.invoices.all, 'of the account')
  queries.setQueryData(keys.admin.jobs.all, 'of the company')
  return { queries, change: (changes: Partial<Me>) => rerender(shown(changes)) }
}

it('refetches what is shown and drops the rest when the permissions change', async () => {
  const { queries, change } = setup()
  expect(await screen.findByText('answer 1')).toBeVisible()
  change({ services: ['service-1'] })
  expect(await screen.findByText('answer 2')).toBeVisible()
  expect(queries.getQueryData(keys.invoices.all)).toBeUndefined()
  expect(queries.getQueryData(keys.security.all)).toBe('of the person')
  expect(queries.getQueryData(keys.admin.jobs.all)).toBe('of the company')
})

it('drops the admin data when the staff permissions change', async () => {
  const { queries, change } = setup()
  change({ staff_permissions: ['jobs:read'] as never })
  await waitFor(() => expect(queries.getQueryData(keys.admin.jobs.all)).toBeUndefined())
  expect(queries.getQueryData(keys.invoices.all)).toBe('of the account')
})

it('keeps everything while the permissions are the same, in any order', async () => {
  const { queries, change } = setup()
  expect(await screen.findByText('answer 1')).toBeVisible()
  change({ name: 'Another name', permissions: me.permissions.toReversed() })
  expect(queries.getQueryData(keys.invoices.all)).toBe('of the account')
  expect(screen.getByText('answer 1')).toBeVisible()
})
