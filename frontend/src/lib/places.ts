import type { Locale } from './locale'

export interface Choice {
  value: string
  label: string
}

/** ISO 3166-1: the codes in use. Names are the browser's, in the reader's language. */
const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'

export function countries(locale: Locale): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return codes
    .split(' ')
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label, locale))
}

export function countryName(code: string, locale: Locale): string {
  return code && (new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code)
}

/** `UTC+3`; browsers write it as `GMT+3`. */
function offsetOf(zone: string, now: Date): string {
  return partOf(zone, 'en', 'shortOffset', now).replace('GMT', 'UTC')
}

function partOf(zone: string, locale: Locale, style: 'shortOffset' | 'longGeneric', now: Date) {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style })
  return format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /([+\u2212-])(\d+)(?::(\d+))?/.exec(offset) ?? []
  if (!sign) return 0
  const total = Number(hours) * 60 + Number(minutes ?? 0)
  return sign === '+' ? total : -total
}

/**
 * Every zone this browser knows, from west to east, found by its city, its name in the reader's
 * language or its offset; the chosen one is always among them.
 */
export function timeZones(chosen: string, locale: Locale): Choice[] {
  const now = new Date()
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])
  const zones = [...names].filter(Boolean).map((value) => {
    const offset = offsetOf(value, now)
    const city = value.replaceAll('_', ' ')
    const name = partOf(value, locale, 'longGeneric', now)
    const known = name && !/^(GMT|UTC)/.test(name) && name !== value
    return {
      value,
      label: known ? `${city} · ${name} (${offset})` : `${city} (${offset})`,
      minutes: minutesOf(offset),
    }
  })
  return zones
    .sort((one, other) => one.minutes - other.minutes || one.value.localeCompare(other.value))
    .map(({ value, label }) => ({ value, label }))
}

/** Whether the browser knows this zone: what was typed may be part of a name. */
export function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export function isCountry(value: string): boolean {
  return value.length === 2 && codes.includes(value)
}

/** Every currency this browser knows by name; the chosen one is always among them. */
export function currencies(chosen: string, locale: Locale): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return [...new Set([...Intl.supportedValuesOf('currency'), chosen])]
    .filter(Boolean)
    .map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }))
}
