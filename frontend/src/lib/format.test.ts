import { expect, it } from 'vitest'
import { countUpTo, cpu, dateTime } from './format'

const at = '2026-11-30T11:00:00Z'

it('keeps the mark of a year with the year, and a unit with its number', () => {
  expect(dateTime(at, 'ru', 'date')).toBe('30 ноября 2026\u00a0г.')
  expect(dateTime(at, 'en', 'date')).not.toContain('г.')
  expect(cpu(500, 'ru')).toBe('0,5\u00a0vCPU')
})

it('says where a count stops', () => {
  expect(countUpTo(10_000, 'en')).toBe('10,000')
  expect(countUpTo(10_001, 'en')).toBe('10,000+')
})
