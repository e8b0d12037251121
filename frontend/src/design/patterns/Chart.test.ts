import { expect, it } from 'vitest'
import { currentValue } from './Chart'

it('shows as current only what was measured a moment ago', () => {
  expect(currentValue([1, 2, 3])).toBe(3)
  expect(currentValue([1, 2, null])).toBe(2)
  expect(currentValue([10, null, null, null])).toBeNull()
  expect(currentValue([])).toBeNull()
})
