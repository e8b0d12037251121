import * as v from 'valibot'
import { minorUnits } from '~/lib/money'
import { text } from './rules'

interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** An amount as people type it; the API's limits are in minor units of the currency. */
export function amount({ minimum, maximum }: Range, currency: string): v.GenericSchema<string> {
  const within = (value: string, test: (units: number) => boolean) => {
    const units = minorUnits(value, currency)
    return units === null || test(units)
  }
  return v.pipe(
    text({}, { required: true }),
    v.check((value) => minorUnits(value, currency) !== null, 'amount'),
    v.check((value) => within(value, (units) => units >= minimum), 'amount_small'),
    v.check((value) => within(value, (units) => units <= maximum), 'amount_large'),
  )
}
