import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeError, describeWith } from '~/api/describe'
import { ApiError } from '~/api/errors'

/** Whatever the reason, one answer: it must not tell whether the address is known here. */
export function describeSignIn(error: unknown): MessageDescriptor {
  const refused = error instanceof ApiError && [400, 401, 422].includes(error.status)
  if (refused && error.code !== 'email_not_verified') {
    return msg`The email and the password do not match`
  }
  return describeError(error)
}

export function describePasskey(error: unknown): MessageDescriptor {
  const elsewhere = error instanceof ApiError && (error.status === 0 || error.status >= 429)
  return elsewhere
    ? describeError(error)
    : msg`This passkey could not be used here. Sign in with the password`
}

export function describeVerify(error: unknown): MessageDescriptor {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 429
  return refused ? msg`This code is wrong or has expired. Ask for a new one.` : describeError(error)
}

/** The form is shown to whoever has an invitation: a refusal is about the address then. */
export const describeRegistration = describeWith({
  invitation_required: msg`The invitation was sent to another address, or is no longer valid`,
})
