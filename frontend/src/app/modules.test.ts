import { matchPath } from 'react-router'
import { expect, it } from 'vitest'
import { pathOf } from '~/actions/module'
import { bySpecificity, declaredPages, patternOf } from '../../scripts/pages.mjs'
import { modules } from './modules'

it('has a page for each thing that the search finds', () => {
  const finders = modules.filter(({ finds }) => finds)
  expect(finders.length).toBeGreaterThan(6)
  for (const { id, pages } of finders) {
    expect(
      pages.some(({ path }) => /^:\w+(\/\*)?$/.test(path)),
      id,
    ).toBe(true)
  }
})

it('tells the HTML of every page, with what it asks for first', () => {
  const pages = modules.flatMap((module) =>
    module.pages.map(({ path, early = [] }) => ({
      path: [pathOf(module), path].filter(Boolean).join('/'),
      feature: module.feature,
      early: early.map(({ path: asked, permission }) =>
        permission ? [asked, permission] : [asked],
      ),
    })),
  )
  const byPath = (one: { path: string }, other: { path: string }) =>
    one.path.localeCompare(other.path)
  const declared = declaredPages().map(({ path, feature, early }) => ({ path, feature, early }))
  expect(declared.sort(byPath)).toEqual(pages.sort(byPath))
})

it('finds the same page for an address as the router does', () => {
  const declared = declaredPages().sort(bySpecificity)
  for (const { path } of declared) {
    const address = path.replaceAll(/:\w+/g, '42').replace(/\*$/, 'tab')
    const found = declared.find((page) => new RegExp(patternOf(page.path)).test(address))
    expect(found?.path, address).toBe(path)
    expect(matchPath(path, address), address).not.toBeNull()
  }
})
