import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** Codes of field errors, ours (valibot messages) and the server's, in words. */
export function describeField(code: string, detail = ''): MessageDescriptor {
  const count = Number(detail) || 0
  switch (code) {
    case 'required':
    case 'missing':
      return msg`Fill this in`
    case 'email':
    case 'invalid_email':
    case 'value_error':
      return msg`This does not look like an email address`
    case 'min_length':
    case 'string_too_short':
      return count ? msg`At least ${count} characters` : msg`Too short`
    case 'max_length':
    case 'string_too_long':
      return count ? msg`At most ${count} characters` : msg`Too long`
    case 'hostname':
      return msg`Small Latin letters, digits, hyphens and dots only, such as my-site.shop`
    case 'country':
      return msg`Two letters, such as RU or DE`
    case 'network':
      return msg`Write addresses or networks such as 203.0.113.0/24`
    case 'phone':
      return msg`Write the number with its country code: + and digits`
    case 'amount':
      return msg`Write the amount as a number`
    case 'amount_small':
      return msg`This amount is too small`
    case 'amount_large':
      return msg`This amount is too large`
    case 'taken':
      return msg`This one is already taken`
    case 'weak_password':
    case 'password_common':
      return msg`Too easy to guess: make it longer or add another word`
    default:
      return msg`This value is not valid`
  }
}
