import { expect, it } from 'vitest'
import { me } from '~/testing/fixtures'
import { noteIntentSeen, placeInstead } from './start'

const staff = { ...me, staff: true }
const onlyStaff = { ...staff, account: null, accounts: [] }

it('begins in the administration for staff, in the panel for customers', () => {
  expect(placeInstead(staff, '/panel', '?start')).toBe('/admin')
  expect(placeInstead(me, '/panel', '?start')).toBe('/panel')
  const unproven = { ...me, second_factor_required: true }
  expect(placeInstead(unproven, '/panel', '?start')).toBe('/admin')
})

it('leaves staff who are customers too where they went', () => {
  expect(placeInstead(staff, '/panel', '')).toBeNull()
  expect(placeInstead(staff, '/panel/services', '?q=web')).toBeNull()
  expect(placeInstead(me, '/panel/services', '?start')).toBeNull()
})

it('never shows the customer panel to staff without an account', () => {
  expect(placeInstead(onlyStaff, '/panel', '')).toBe('/admin')
  expect(placeInstead(onlyStaff, '/panel/services', '')).toBe('/admin')
  expect(placeInstead(onlyStaff, '/panel/profile/data', '')).toBe('/admin/profile/data')
  expect(placeInstead(onlyStaff, '/admin/users', '')).toBeNull()
})

it('keeps a customer whom no account has in the panel', () => {
  expect(placeInstead({ ...me, account: null }, '/panel/profile', '')).toBeNull()
})

const buyer = {
  ...me,
  permissions: ['orders:manage' as const],
  order_intent: { plan: 'base', period: 'hour' as const },
}
const order = '/panel/order?plan=base&period=hour'

it('begins with what was to be ordered, until it could be and was seen', () => {
  expect(placeInstead(buyer, '/panel', '?start')).toBe(order)
  noteIntentSeen({ ...buyer, email_verified: false })
  expect(placeInstead(buyer, '/panel', '?start')).toBe(order)
  noteIntentSeen(buyer)
  expect(placeInstead(buyer, '/panel', '?start')).toBe('/panel')
  const another = { ...buyer, order_intent: { plan: 'pro', period: 'month' as const } }
  expect(placeInstead(another, '/panel', '?start')).toBe('/panel/order?plan=pro&period=month')
})

it('leads to no order whom it does not concern', () => {
  expect(placeInstead(buyer, '/panel', '')).toBeNull()
  expect(placeInstead({ ...buyer, permissions: [] }, '/panel', '?start')).toBe('/panel')
  expect(placeInstead({ ...buyer, staff: true }, '/panel', '?start')).toBe('/admin')
  const impersonated_by = { name: 'Sonya', expires_at: '2030-01-01T00:00:00Z' }
  expect(placeInstead({ ...buyer, impersonated_by }, '/panel', '?start')).toBe('/panel')
})
