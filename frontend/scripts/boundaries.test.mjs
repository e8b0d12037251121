import { expect, it } from 'vitest'
import { check } from './boundaries.mjs'

const api = `import { api } from '~/api/client'\nexport const list = () => api.GET('/x')\nexport const remove = () => api.DELETE('/x')\n`

it('lets the floors look down and the features at what is below them', () => {
  expect(
    check({
      'features/billing/api.ts': api,
      'features/billing/actions.tsx': `import { remove } from './api'`,
      'features/billing/pages/Page.tsx': `import { list } from '../api'\nimport { x } from '~/design/patterns/Money'`,
      'app/tree.tsx': `import { y } from '~/features/billing/routes'`,
    }),
  ).toEqual([])
})

it.each([
  [
    'a feature into a feature',
    'features/billing/pages/Page.tsx',
    `import { a } from '~/features/orders/api'`,
  ],
  [
    'a feature by a relative path',
    'features/billing/pages/Page.tsx',
    `import { a } from '../../orders/api'`,
  ],
  ['a lazy import', 'features/billing/pages/Page.tsx', `const a = import('~/features/orders/api')`],
  ['design up into actions', 'design/patterns/X.tsx', `import { a } from '~/actions/action'`],
  ['api up into auth', 'api/x.ts', `import { a } from '~/auth/session'`],
  ['a feature into app', 'features/billing/pages/Page.tsx', `import { a } from '~/app/modules'`],
  [
    'words of the panel before sign-in',
    'features/session/components/X.tsx',
    `import { a } from '~/design/patterns/DataTable'`,
  ],
  ['words of the panel in a shared part', 'design/patterns/Form.tsx', `import './LogView'`],
  ['a file that says nothing', 'lib/utils.ts', ''],
  ['an unknown name in a feature', 'features/billing/stuff.ts', ''],
  ['data with the first load', 'features/billing/routes.tsx', `import { x } from './api'`],
  ['a query outside api.ts', 'features/billing/pages/Page.tsx', 'useQuery({ queryFn: load })'],
  [
    'a key made outside api.ts',
    'features/billing/actions.tsx',
    `const a = keys.admin.jobs.one('1')`,
  ],
  ['a cast to a key', 'features/billing/api.ts', `const a = ['x'] as unknown as Key`],
  ['a currency of two digits', 'features/billing/pages/Page.tsx', 'const a = total.amount / 100'],
  ['a list that draws itself', 'features/billing/pages/Page.tsx', '<DataTable label="x" />'],
  ['useMutation', 'features/billing/pages/Page.tsx', 'useMutation({})'],
  ['a write outside api.ts', 'features/billing/pages/Page.tsx', `api.POST('/x')`],
])('refuses %s', (_name, file, code) => {
  expect(check({ [file]: code })).toHaveLength(1)
})

it('refuses a change called from a component', () => {
  const problems = check({
    'features/billing/api.ts': api,
    'features/billing/pages/Page.tsx': `import { remove } from '../api'`,
  })
  expect(problems).toEqual([expect.stringContaining('remove() changes something')])
})
