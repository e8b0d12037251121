import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from './errors'

/** Words for the error codes that can happen anywhere; features translate their own reasons. */
const known: Record<string, MessageDescriptor> = {
  network: msg`No connection to the server. Check the network and try again`,
  not_found: msg`It is not here: it was deleted, or it belongs to another account`,
  forbidden: msg`You are not allowed to do this`,
  unauthenticated: msg`Please sign in again`,
  too_many_requests: msg`Too many attempts. Wait a little and try again`,
  unavailable: msg`The service does not answer right now. We are on it`,
  invalid: msg`Check the fields: something does not fit`,
  conflict: msg`Something has changed meanwhile. Refresh and try again`,
  invalid_credentials: msg`The e-mail and the password do not match`,
  email_not_verified: msg`Confirm your e-mail first: the link is in our letter`,
}

const byStatus: Record<number, string> = {
  0: 'network',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'too_many_requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** One sentence for a person: what happened, and where possible what to do. */
export function describeError(error: unknown): MessageDescriptor {
  if (error instanceof ApiError) {
    const found = known[error.code] ?? known[byStatus[error.status] ?? '']
    if (found) return found
  }
  return msg`Something went wrong on our side. Try again in a minute`
}
