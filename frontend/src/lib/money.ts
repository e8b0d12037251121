import { digitsOf, type MoneyValue } from './format'

/** `490.50` for 49050 kopecks, `500` for 500 yen: exact, for files and programs. */
export function decimal({ amount, currency }: MoneyValue): string {
  const digits = digitsOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const sign = amount < 0 ? '-' : ''
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`
}

/**
 * What people type, `1 500,50`, in minor units, whatever a float makes of it; null when it is no
 * amount of this currency.
 */
export function minorUnits(typed: string, currency: string): number | null {
  const digits = digitsOf(currency)
  const text = typed.replaceAll(/[\s\u00A0\u202F]/g, '').replace(',', '.')
  const [, whole = '', part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === '' || part.length > digits) return null
  const value = Number(whole + part.padEnd(digits, '0'))
  return Number.isSafeInteger(value) ? value : null
}
