import type { MessageDescriptor } from '@lingui/core'
import { msg, plural } from '@lingui/core/macro'
import { ApiError, type ErrorCode } from './errors'

export type ErrorTexts = { readonly [Code in ErrorCode]?: MessageDescriptor }

/** The error codes that can happen anywhere; features have texts for their own. */
const general = {
  network: msg`Cannot reach the server. Check your connection and try again`,
  not_found: msg`It was deleted, or it belongs to another account`,
  forbidden: msg`You are not allowed to do this`,
  unauthenticated: msg`Please sign in again`,
  too_many_requests: msg`Too many attempts. Wait a little and try again`,
  unavailable: msg`The service is not responding right now. We are on it`,
  storage_unavailable: msg`Files cannot be stored or read right now. Try again in a few minutes`,
  file_too_large: msg`This file is larger than we accept`,
  file_type_refused: msg`This kind of file is not accepted here`,
  file_quota_exceeded: msg`There is no room for more of your files. Remove some first`,
  storage_full: msg`There is no room left for files. We are making some`,
  invalid: msg`Check the fields: something is not right`,
  conflict: msg`Something changed in the meantime. Refresh and try again`,
  precondition_failed: msg`Someone else changed this in the meantime. Check it, then repeat your change`,
  action_not_allowed: msg`This cannot be done in its current state`,
  service_held: msg`We have suspended this service, and only we can resume it`,
  operation_running: msg`Another operation is still running. Wait for it to finish`,
  insufficient_balance: msg`There is not enough money on the balance`,
  payment_provider_unavailable: msg`The payment provider is not responding. Try again in a minute`,
  invalid_grant: msg`The email and the password do not match`,
  verification_invalid: msg`This code is wrong or has expired. Ask for a new one`,
  password_breached: msg`Too easy to guess: make it longer or add another word`,
  registration_closed: msg`Registration is closed here`,
  consent_required: msg`The documents have changed: reload the page, read and accept them`,
  invitation_required: msg`Registration is by invitation: open the link of your invitation first`,
  email_domain_refused: msg`Addresses of this domain cannot be registered here`,
  email_not_verified: msg`Confirm your email first: we sent you a link`,
  step_up_required: msg`Confirm that it is you, then try again`,
  oneself_required: msg`Only the person themselves can do this, signed in under their own name`,
  origin_refused: msg`The request came from another site and was refused. Open the panel again`,
  host_unknown: msg`The panel is not served at this address. Open it at its usual one`,
} satisfies ErrorTexts

const byStatus: Partial<Record<number, ErrorCode>> = {
  0: 'network',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  421: 'host_unknown',
  422: 'invalid',
  429: 'too_many_requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** When to come again, in the unit a person would say it in. */
function describeWait(seconds: number): MessageDescriptor {
  const minutes = Math.ceil(seconds / 60)
  if (seconds < 90) {
    return msg`Too many attempts. Try again in ${plural(seconds, { one: '# second', other: '# seconds' })}`
  }
  if (minutes < 90) {
    return msg`Too many attempts. Try again in ${plural(minutes, { one: '# minute', other: '# minutes' })}`
  }
  const hours = Math.ceil(minutes / 60)
  return msg`Too many attempts. Try again in ${plural(hours, { one: '# hour', other: '# hours' })}`
}

/** One sentence for a person: what happened, and where possible what to do. */
export function describeError(error: unknown): MessageDescriptor {
  if (error instanceof ApiError) {
    if (error.status === 429 && error.retryAfter) return describeWait(error.retryAfter)
    const known: ErrorTexts = general
    const found = known[error.code] ?? known[byStatus[error.status] ?? 'unknown']
    if (found) return found
  }
  return msg`Something went wrong on our side. Try again in a minute`
}

interface Describe {
  (error: unknown): MessageDescriptor
  readonly texts: ErrorTexts
}

/** The sentence of a feature that has texts of its own for some codes. */
export function describeWith(texts: ErrorTexts, otherwise = describeError): Describe {
  const describe = (error: unknown) =>
    (error instanceof ApiError && texts[error.code]) || otherwise(error)
  return Object.assign(describe, { texts })
}

/** Whose status says enough: a client that is not the panel, or a defect. */
export const generalTexts: ErrorTexts = general
