import { expect, it } from 'vitest'
import { localeOfDocument, localeOfPath, localized, withoutLocale } from './locale'

it.each([
  ['/', '/ru', '/en'],
  ['/docs/errors', '/ru/docs/errors', '/en/docs/errors'],
] as const)('gives %s an address in each language, and finds it again', (path, ru, en) => {
  expect([localized(path, 'ru'), localized(path, 'en')]).toEqual([ru, en])
  for (const address of [path, ru, en]) expect(withoutLocale(address)).toBe(path)
  expect([localeOfPath(ru), localeOfPath(en)]).toEqual(['ru', 'en'])
})

it('takes no word for a language', () => {
  expect([withoutLocale('/english'), withoutLocale('/rules/')]).toEqual(['/english', '/rules'])
  expect(localeOfPath('/english')).toBe('ru')
})

it('reads the language of the document it is in', () => {
  document.documentElement.lang = 'en'
  expect(localeOfDocument()).toBe('en')
  document.documentElement.lang = ''
  expect(localeOfDocument()).toBe('ru')
  document.documentElement.lang = 'en'
})
