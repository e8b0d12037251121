import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '~/api/errors'
import type { Language, Summary } from './api'

export const groupLabels: Record<Summary['group'], MessageDescriptor> = {
  security: msg`Sign-in and security`,
  account: msg`Account and personal data`,
  billing: msg`Invoices and payments`,
  services: msg`Services`,
  staff: msg`To staff`,
}

export const languageLabels: Record<Language, MessageDescriptor> = {
  ru: msg`Russian`,
  en: msg`English`,
}

/** What is wrong with a template, and where. */
function describeFault(params: ApiError['params']): MessageDescriptor {
  const { line = 1, problem = '', name = '' } = params
  switch (problem) {
    case 'syntax':
      return msg`Line ${line}: braces or an “if” are not closed, or something is misspelled`
    case 'variable_unknown':
      return msg`Line ${line}: this email has no variable “${name}”`
    case 'variable_required':
      return msg`The email does not work without “${name}”: put it back`
    case 'secret_in_subject':
      return msg`“${name}” is a secret and has no place in the subject`
    case 'block_misused':
      return msg`Line ${line}: “${name}” cannot be used like this`
    case 'construct_refused':
      return msg`Line ${line}: “${name}” is not allowed in emails`
    case 'too_deep':
      return msg`Line ${line}: nested too deep`
    case 'too_long':
      return msg`Too long for an email`
    case 'empty':
      return msg`With some values nothing would be left of it`
    default:
      return msg`Line ${line}: it fails with sample values`
  }
}

/** A refusal of a template, put into words at the field that it is about. */
export function placed(error: unknown, i18n: I18n): unknown {
  if (!(error instanceof ApiError) || error.code !== 'mail_template_invalid') return error
  const message = i18n._(describeFault(error.params))
  const field = String(error.params.field)
  return new ApiError(error.status, {
    code: error.code,
    errors: [{ field, code: 'said', message }],
  })
}
