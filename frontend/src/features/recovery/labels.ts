import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'

/** The link works once and for an hour: whatever the reason, the next step is a new one. */
export function isSpent(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'verification_invalid'
}

export function describeConfirm(error: unknown): MessageDescriptor {
  if (isSpent(error)) {
    return msg`Sign in and ask for the change again: a new message will come with a new link.`
  }
  if (error instanceof ApiError && error.code === 'email_taken') {
    return msg`Another account already uses this address. Choose another one in your profile.`
  }
  return describeError(error)
}
