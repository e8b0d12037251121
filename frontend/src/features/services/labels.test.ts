import { expect, it } from 'vitest'
import { checkStatusStyle } from './labels'

it('tells a check that rests from one that never was', () => {
  expect(checkStatusStyle('unknown', false).label.message).toBe('Not checked yet')
  expect(checkStatusStyle('unknown', true).label.message).toBe('Not checked now')
  expect(checkStatusStyle('up', true).label.message).toBe('Responding')
})
