import * as v from 'valibot'
import { expect, it } from 'vitest'
import { amount } from './amountRule'
import { RegisterCreate } from './publicRules.gen'
import { text } from './rules'
import { OrderCreate, TopUpCreate } from './rules.gen'

const problems = (schema: v.GenericSchema<string>, value: string) =>
  v.safeParse(schema, value).issues?.map(({ message }) => message) ?? []

it.each([
  'petr@пример.рф',
  "o'brien@example.com",
  'x@my--shop.example.com',
  'büro@straße.example',
  ' vera@example.com ',
])('sends the address %s, for the API to judge', (address) => {
  expect(problems(text(RegisterCreate.email), address)).toEqual([])
})

it.each(['', 'vera', '@example.com'])('asks again for %s as an address', (address) => {
  expect(problems(text(RegisterCreate.email), address)).not.toEqual([])
})

it('counts characters as the API does', () => {
  const name = text(RegisterCreate.name)
  expect(problems(name, '👍'.repeat(RegisterCreate.name.maxLength))).toEqual([])
  expect(problems(name, 'x'.repeat(RegisterCreate.name.maxLength + 1))).toEqual(['max_length:100'])
})

it('takes a password with spaces around as it is', () => {
  const password = text(RegisterCreate.password, { trim: false })
  expect(v.parse(password, ' a long one ')).toBe(' a long one ')
})

it.each([
  ['2nd.shop', []],
  ['My shop', ['hostname']],
])('judges the hostname %s by the pattern of the API', (hostname, expected) => {
  const rule = text(OrderCreate.hostname, { pattern: 'hostname', required: true })
  expect(problems(rule, hostname)).toEqual(expected)
})

it.each([
  ['1', 'RUB', []],
  ['0.99', 'RUB', ['amount_small']],
  ['100', 'JPY', []],
  ['1.5', 'JPY', ['amount']],
  ['10 000 000,01', 'RUB', ['amount_large']],
])('judges %s %s by the limits of the API in minor units', (typed, currency, expected) => {
  expect(problems(amount(TopUpCreate.amount, currency), typed)).toEqual(expected)
})
