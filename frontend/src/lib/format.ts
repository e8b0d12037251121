import type { Locale } from './locale'

/** Amounts travel as integers of minor units with their currency, as the API sends them. */
export interface MoneyValue {
  amount: number
  currency: string
}

const tags: Record<Locale, string> = { ru: 'ru-RU', en: 'en-US' }
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const found = cache.get(key)
  if (found) return found as T
  const made = make()
  cache.set(key, made)
  return made
}

/** Decimal places of a currency: 2 for the rouble, 0 for the yen. */
export function digitsOf(currency: string): number {
  return (
    once(
      `digits:${currency}`,
      () => new Intl.NumberFormat('en', { style: 'currency', currency }),
    ).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/** `1 490 ₽` in Russian, `₽1,490` in English; whole amounts lose their zeros. */
export function money(value: MoneyValue, locale: Locale): string {
  const format = once(
    `money:${locale}:${value.currency}`,
    () =>
      new Intl.NumberFormat(tags[locale], {
        style: 'currency',
        currency: value.currency,
        currencyDisplay: 'narrowSymbol',
        trailingZeroDisplay: 'stripIfInteger',
      }),
  )
  return format.format(value.amount / 10 ** digitsOf(value.currency))
}

export function number(value: number, locale: Locale, fraction = 0): string {
  return once(
    `number:${locale}:${fraction}`,
    () => new Intl.NumberFormat(tags[locale], { maximumFractionDigits: fraction }),
  ).format(value)
}

const EXACT_UP_TO = 10_000

/** A count that the server stops making after 10 000. */
export function countUpTo(value: number, locale: Locale): string {
  return value > EXACT_UP_TO ? `${number(EXACT_UP_TO, locale)}+` : number(value, locale)
}

/** What of a whole a part is, 0..100. */
export function percentOf(part: number, whole: number): number {
  return (part / whole) * 100
}

/** A rate as the API sends it, in 1/100 of a percent: 2000 is `20 %`. */
export function rate(basisPoints: number, locale: Locale): string {
  return percent(basisPoints / 100, locale, 2)
}

/** `value` is 0..100: `34 %` in Russian, `34%` in English. */
export function percent(value: number, locale: Locale, fraction = 0): string {
  return once(
    `percent:${locale}:${fraction}`,
    () =>
      new Intl.NumberFormat(tags[locale], { style: 'percent', maximumFractionDigits: fraction }),
  ).format(value / 100)
}

const shapes = {
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  day: { day: 'numeric', month: 'long' },
  tick: { day: 'numeric', month: 'short' },
  time: { hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  full: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  axis: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

export type DateShape = keyof typeof shapes

let zone: string | undefined

/** Times are shown in the zone of the person's profile; a name nobody knows leaves the device's. */
export function setTimeZone(name: string): void {
  try {
    zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    zone = undefined
  }
}

export function timeZone(): string {
  return zone ?? deviceZone()
}

export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The mark of a year never stands alone on the next line. */
function unbroken(text: string): string {
  return text.replace(/ (?=г\.)/g, '\u00a0')
}

/** `inZone` for what is no moment of the reader's: a whole day of UTC. */
export function dateTime(
  at: string | number | Date,
  locale: Locale,
  shape: DateShape,
  inZone = zone,
): string {
  const format = once(
    `date:${locale}:${shape}:${inZone}`,
    () =>
      new Intl.DateTimeFormat(tags[locale], {
        ...shapes[shape],
        hourCycle: 'h23',
        timeZone: inZone,
      }),
  )
  return unbroken(format.format(new Date(at)))
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** `5 минут назад`, `tomorrow`; anything under a minute is simply now. */
export function relative(at: string | number | Date, locale: Locale, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const format = once(
    `relative:${locale}`,
    () => new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' }),
  )
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return format.format(0, 'second')
}

/** Elapsed seconds as a clock: `0:41`, `12:05`, `1:02:09`. */
export function elapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const pad = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
}

const unit = (locale: Locale, name: string, value: number, fraction: number) =>
  once(
    `unit:${locale}:${name}:${fraction}`,
    () =>
      new Intl.NumberFormat(tags[locale], {
        style: 'unit',
        unit: name,
        unitDisplay: 'short',
        maximumFractionDigits: fraction,
      }),
  ).format(value)

/** Memory comes in mebibytes: `512 МБ`, `1 ГБ`, `1,5 ГБ`. */
export function memory(megabytes: number, locale: Locale): string {
  return megabytes < 1024
    ? unit(locale, 'megabyte', megabytes, 0)
    : unit(locale, 'gigabyte', megabytes / 1024, 1)
}

export function disk(gigabytes: number, locale: Locale): string {
  return unit(locale, 'gigabyte', gigabytes, 0)
}

/** Bytes a second: `0 кБ/с`, `12,5 кБ/с`, `1,2 МБ/с`. */
export function byteRate(bytes: number, locale: Locale): string {
  return bytes < 1_000_000
    ? unit(locale, 'kilobyte-per-second', bytes / 1000, bytes < 100_000 ? 1 : 0)
    : unit(locale, 'megabyte-per-second', bytes / 1_000_000, 1)
}

/** A file of so many bytes: `12 кБ`, `1,5 МБ`, `2,1 ГБ`; never less than a kilobyte. */
export function fileSize(bytes: number, locale: Locale): string {
  if (bytes < 1_000_000) return unit(locale, 'kilobyte', Math.max(1, Math.round(bytes / 1000)), 0)
  return bytes < 1_000_000_000
    ? unit(locale, 'megabyte', bytes / 1_000_000, 1)
    : unit(locale, 'gigabyte', bytes / 1_000_000_000, 1)
}

/** Thousandths of a core: `0,5 vCPU`. */
export function cpu(millis: number, locale: Locale): string {
  return `${number(millis / 1000, locale, 2)}\u00a0vCPU`
}

export function milliseconds(value: number, locale: Locale, fraction = 0): string {
  return unit(locale, 'millisecond', value, fraction)
}
