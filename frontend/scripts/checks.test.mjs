import { expect, it } from 'vitest'
import { closure, inlined, over, scriptsIn } from './budgets.mjs'
import { collisions, readPo, untranslated } from './messages.mjs'

it('sees what is over its budget', () => {
  expect(
    over([
      ['a', 190, 190],
      ['b', 190.1, 190],
    ]),
  ).toEqual([['b', 190.1, 190]])
})

it('follows static imports and leaves lazy ones', () => {
  const manifest = { a: { imports: ['b'], dynamicImports: ['c'] }, b: { imports: ['a'] }, c: {} }
  expect([...closure(manifest, ['a'])]).toEqual(['a', 'b'])
})

it('counts scripts that are asked for', () => {
  const html = '<script type="application/ld+json">{}</script><script src="/a.js"></script>'
  expect(scriptsIn(html)).toBe(1)
})

it('reads what stands in the HTML itself', () => {
  const html = '<style id="a">x{}</style><script src="/a.js"></script><script>1</script>'
  expect([inlined('style', html), inlined('script', html)]).toEqual(['x{}', '1'])
})

it('finds texts without a translation', () => {
  const po =
    'msgid "Pay now"\nmsgstr ""\n\nmsgid "Save"\nmsgstr "Save"\n\nmsgid "Open"\nmsgstr "Открыть"\n'
  const entries = readPo(po)
  expect(untranslated(entries, 'ru').map(([id]) => id)).toEqual(['Pay now', 'Save'])
})

it('finds one text with two translations, unless a context or a reason tells them apart', () => {
  const catalog = (context, text) => readPo(`${context}msgid "Stop"\nmsgstr "${text}"\n`)
  const two = (context) => [
    ['services', catalog('', 'Остановить')],
    ['design', catalog(context, 'Остановка')],
  ]
  expect(collisions(two('')).map(([key]) => key)).toEqual(['Stop'])
  expect(collisions(two('msgctxt "operation"\n'))).toEqual([])
  expect(collisions(two(''), new Map([['Stop', 'a button here, a step there']]))).toEqual([])
})
