import type { Locale } from '~/lib/locale'

interface Zone {
  value: string
  label: string
  minutes: number
}

/** `UTC+3`; browsers write it as `GMT+3`. */
function offsetOf(zone: string, locale: Locale, now: Date): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' })
  const name = parts.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name.replace('GMT', 'UTC')
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /([+\u2212-])(\d+)(?::(\d+))?/.exec(offset) ?? []
  if (!sign) return 0
  const total = Number(hours) * 60 + Number(minutes ?? 0)
  return sign === '+' ? total : -total
}

/** Every zone this browser knows, from west to east; the chosen one is always among them. */
export function timeZones(chosen: string, locale: Locale): { value: string; label: string }[] {
  const now = new Date()
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])
  const zones: Zone[] = [...names].filter(Boolean).map((value) => {
    const offset = offsetOf(value, locale, now)
    return {
      value,
      label: `${value.replaceAll('_', ' ')} (${offset})`,
      minutes: minutesOf(offset),
    }
  })
  return zones.sort(
    (one, other) => one.minutes - other.minutes || one.value.localeCompare(other.value),
  )
}
