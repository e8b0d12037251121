import { expect, it } from 'vitest'
import { money } from './format'
import { decimal, minorUnits } from './money'

it.each([
  [49050, 'RUB', '490.50'],
  [5, 'RUB', '0.05'],
  [-100, 'RUB', '-1.00'],
  [500, 'JPY', '500'],
  [1234, 'KWD', '1.234'],
])('writes %i minor units of %s as %s', (amount, currency, text) => {
  expect(decimal({ amount, currency })).toBe(text)
})

it.each([
  ['1 500,50', 'RUB', 150_050],
  ['0.29', 'RUB', 29],
  ['500', 'JPY', 500],
  ['1.234', 'KWD', 1234],
  ['5.5', 'JPY', null],
  ['1.234', 'RUB', null],
  ['ten', 'RUB', null],
])('reads %s as an amount of %s', (typed, currency, amount) => {
  expect(minorUnits(typed, currency)).toBe(amount)
})

it('shows a currency without a minor unit whole', () => {
  expect(money({ amount: 500, currency: 'JPY' }, 'en')).toBe('¥500')
})
