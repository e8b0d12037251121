import { expect, it } from 'vitest'
import { modules } from './modules'

it('has a page for each thing that the search finds', () => {
  const finders = modules.filter(({ finds }) => finds)
  expect(finders.length).toBeGreaterThan(6)
  for (const { id, pages } of finders) {
    expect(
      pages.some(({ path }) => /^:\w+(\/\*)?$/.test(path)),
      id,
    ).toBe(true)
  }
})
