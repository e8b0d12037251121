import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'

const refusals: Record<string, MessageDescriptor> = {
  invitation_invalid: msg`This invitation is not valid any more. Ask for a new one`,
  invitation_for_another: msg`The invitation was sent to another address. Sign in with that one`,
  already_member: msg`You are in this team already`,
}

export function describeInvitation(error: unknown): MessageDescriptor {
  const known = error instanceof ApiError ? refusals[error.code] : undefined
  return known ?? describeError(error)
}
