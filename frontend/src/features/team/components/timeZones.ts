/** Every zone this browser knows; the chosen one is always among them. */
export function timeZones(chosen: string): { value: string; label: string }[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])
  return [...names].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}
