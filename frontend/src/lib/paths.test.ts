import { expect, it } from 'vitest'
import { safePath, towards } from './paths'

it.each([
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '/.//evil.example',
  '/panel/..//evil.example',
  'https://evil.example/panel',
  'https:evil.example',
  'javascript:alert(1)',
  'panel',
  'evil.example',
  '//',
  '',
])('never leads away from this site: %j', (candidate) => {
  expect(safePath(candidate, '/panel')).toBe('/panel')
})

it.each(['/panel/order?plan=pro&period=hour#name', '/admin/orders?q=//evil.example'])(
  'keeps a place inside this site: %s',
  (candidate) => {
    expect(safePath(candidate, '/panel')).toBe(candidate)
  },
)

it('falls back when nothing is asked for', () => {
  expect(safePath(null, '/panel')).toBe('/panel')
  expect(safePath(undefined, '/panel')).toBe('/panel')
})

it('hands on where the reader was going, or nothing', () => {
  expect(towards('/register', '/panel/order?plan=pro')).toBe(
    '/register?next=%2Fpanel%2Forder%3Fplan%3Dpro',
  )
  expect(towards('/register', null)).toBe('/register')
})
