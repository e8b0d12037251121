import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { api } from '~/api/client'
import { setCredentials } from '~/api/credentials'
import { dropEarly, takeEarly } from '~/api/early'
import { me } from '~/testing/fixtures'
import script from './early.js?raw'

const pages = {
  files: ['ru.js', 'en.js', 'Overview.js', 'Service.js', 'words-ru.js', 'words-en.js'],
  words: { ru: [0], en: [1] },
  pages: [
    [
      '^/panel/?$',
      [2],
      [4],
      [5],
      [['/services?size=5', 'services:read'], ['/invoices?size=5', 'billing:read'], ['/notes']],
    ],
    ['^/panel/services/(?<id>[^/]+)(/.*)?/?$', [3], [4], [5], [['/services/:id', 'services:read']]],
  ],
}
const asked: string[] = []
let person: object = me

/** As the HTML runs it. */
async function open(path: string) {
  history.replaceState(null, '', path)
  asked.length = 0
  new Function(script)()
  await vi.waitFor(() => expect(asked.at(-1)).toBe('done'))
}

beforeEach(() => {
  document.head.innerHTML = ''
  document.body.innerHTML = `<script type="application/json" id="pages">${JSON.stringify(pages)}</script>`
  vi.stubGlobal('navigator', {
    language: 'en-GB',
    locks: { request: (_name: string, work: () => unknown) => Promise.resolve(work()) },
  })
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path.replace('/api/v1', ''))
    if (path.endsWith('/auth/token')) return Response.json({ access_token: 'early' })
    if (path.endsWith('/me')) queueMicrotask(() => setTimeout(() => asked.push('done'), 20))
    return Response.json(path.endsWith('/me') ? person : { from: path })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  dropEarly()
  person = me
})

it('asks for what the page at the address shows, as far as the person may see it', async () => {
  person = { ...me, permissions: ['services:read'] }
  await open('/panel')
  expect(asked).toEqual([
    '/auth/token',
    '/me',
    '/services?size=5',
    '/notes',
    '/me/summary',
    '/notifications?size=8',
    'done',
  ])
  expect([...document.querySelectorAll('link')].map(({ href }) => href.split('/').pop())).toEqual([
    'en.js',
    'Overview.js',
    'words-en.js',
  ])
})

it('asks for the one thing that the address names', async () => {
  await open('/panel/services/42/logs')
  expect(asked).toContain('/services/42')
})

it('asks for no list that the address narrows, and for none without an account', async () => {
  await open('/panel?status=active')
  expect(asked).toEqual(['/auth/token', '/me', 'done'])
  person = { ...me, account: null }
  await open('/panel')
  expect(asked).toEqual(['/auth/token', '/me', 'done'])
})

it('gives each answer once, to just that question, and none after a change', async () => {
  setCredentials({ current: async () => 'late', renew: async () => null })
  await open('/panel')
  const size = (size: number) => api.GET('/services', { params: { query: { size } } })
  expect((await size(5)).data).toEqual({ from: '/api/v1/services?size=5' })
  expect(takeEarly('/services?size=5')).toBeUndefined()
  expect(takeEarly('/me/summary')).toBeDefined()
  expect(takeEarly('/notes')).toBeDefined()
  await open('/panel')
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }))
  await api.POST('/auth/sign-out')
  expect(takeEarly('/services?size=5')).toBeUndefined()
})
