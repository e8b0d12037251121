import { expect, it } from 'vitest'
import { paymentStatusStyle } from './labels'

it('shows a payment its buyer turned back from as cancelled, not as a failure in red', () => {
  const style = (status: 'failed' | 'cancelled', code: string) =>
    paymentStatusStyle({ status, failure: { code, params: {} } })
  expect(style('failed', 'cancelled').tone).toBe('neutral')
  expect(style('cancelled', 'cancelled').tone).toBe('neutral')
  expect(style('failed', 'declined').tone).toBe('critical')
})
