import { expect, it } from 'vitest'
import { countries, countryName, isTimeZone, timeZones } from './places'

it('names countries in the language of the reader', () => {
  expect(countries('en').find(({ value }) => value === 'DE')?.label).toBe('Germany')
  expect(countryName('DE', 'ru')).toBe('Германия')
  expect(countryName('', 'en')).toBe('')
})

it('finds a time zone by its city, its name and its offset', () => {
  const moscow = timeZones('', 'ru').find(({ value }) => value === 'Europe/Moscow')?.label
  expect(moscow).toMatch(/Europe\/Moscow.*Москва.*UTC\+3/)
})

it('knows what is a time zone', () => {
  expect(isTimeZone('Europe/Moscow')).toBe(true)
  expect(isTimeZone('Moscow')).toBe(false)
})
