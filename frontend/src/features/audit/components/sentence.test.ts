import { expect, it } from 'vitest'
import { auditWords } from '~/api/auditWords.gen'
import type { AuditEntry } from '../api'
import { actionLabels } from '../labels'
import { detailsOf, partsOf, targetName } from './sentence'

const entry = (changes: Record<string, unknown>, action = 'service.changed') =>
  ({ action, changes, target: null }) as unknown as AuditEntry

it('has a sentence in both languages for every act of the API', () => {
  for (const action of Object.keys(actionLabels)) {
    const [en, ru] = [partsOf(entry({}, action), 'en'), partsOf(entry({}, action), 'ru')]
    expect(en.length, action).toBeGreaterThan(0)
    expect(ru.length, action).toBeGreaterThan(0)
  }
})

it('chooses the variant by the detail, in the language asked for', () => {
  const words = (action: string) =>
    partsOf(entry({ action }), 'ru').filter((part) => typeof part === 'string')
  expect(words('restart')).toEqual([': перезапуск '])
  expect(words('stop')).toEqual([': остановка '])
  expect(partsOf(entry({ hostname: ['a', 'b'] }), 'ru')).toContain(': переименование услуги ')
})

it('knows a change from a list of two', () => {
  const rows = (changes: Record<string, unknown>, action: string) =>
    detailsOf(entry(changes, action))
  expect(rows({ networks: ['a', 'b'] }, 'token.made')[0]?.values).toEqual([['a', 'b']])
  expect(rows({ domains: [['a'], ['b']] }, 'settings.changed')[0]?.values).toEqual([['a'], ['b']])
  expect(rows({ hostname: ['a', 'b'] }, 'service.changed')[0]?.values).toEqual(['a', 'b'])
})

it('calls a thing as it was called then, else as today, else by nothing', () => {
  expect(targetName(entry({ hostname: ['old', 'new'] }))).toBe('old')
  expect(targetName({ ...entry({}), target: { type: 'x', id: 'y', now: { name: 'now' } } })).toBe(
    'now',
  )
  expect(targetName(entry({}, 'an.act.of.tomorrow'))).toBe('')
  expect(detailsOf(entry({ a: 1 }, 'an.act.of.tomorrow'))).toEqual([])
  expect(Object.keys(auditWords)).toContain('billing')
})
