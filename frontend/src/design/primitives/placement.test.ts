import { expect, it } from 'vitest'
import { placeAt } from './placement'

const view = { width: 390, height: 800 }
const box = (left: number, top: number) => ({ left, right: left + 40, top, bottom: top + 40 })

it('goes below the button, with the right edges in line', () => {
  expect(placeAt(box(300, 100), { width: 232, height: 200 }, view)).toEqual({
    left: 108,
    top: 146,
    maxHeight: 646,
  })
})

it('goes above where there is more room', () => {
  expect(placeAt(box(300, 700), { width: 232, height: 200 }, view)).toMatchObject({ top: 494 })
})

it('stays in the window at both edges', () => {
  expect(placeAt(box(4, 100), { width: 232, height: 200 }, view).left).toBe(8)
  expect(placeAt(box(380, 100), { width: 232, height: 200 }, view).left).toBe(150)
})

it('scrolls what fits nowhere, on the side with more room', () => {
  const low = placeAt(box(300, 500), { width: 232, height: 900 }, view)
  expect(low).toMatchObject({ top: 8, maxHeight: 486 })
  const high = placeAt(box(300, 100), { width: 232, height: 900 }, view)
  expect(high).toMatchObject({ top: 146, maxHeight: 646 })
})
