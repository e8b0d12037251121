import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

interface FieldError {
  type?: unknown
  message?: unknown
}

/** What is shown beside a field: `said` is in words already. */
export function wordsOf(i18n: I18n, error: FieldError | undefined): string {
  const message = String(error?.message ?? '')
  return error?.type === 'said' ? message : i18n._(describeField(String(error?.type), message))
}

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
    case 'consent':
      return msg`Accept the documents to register`
    case 'hostname':
      return msg`Small Latin letters, digits, hyphens and dots only, such as my-site.shop`
    case 'six_digits':
      return msg`Six digits, such as 123456`
    case 'country':
      return msg`There is no such country: choose one from the list`
    case 'time_zone':
      return msg`There is no such time zone: choose one from the list`
    case 'network':
      return msg`Enter addresses or networks such as 203.0.113.0/24`
    case 'phone':
      return msg`Enter the number with its country code: + and digits`
    case 'amount':
      return msg`Enter the amount as a number`
    case 'whole':
      return msg`Enter a whole number`
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
