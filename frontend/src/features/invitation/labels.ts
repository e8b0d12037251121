import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'

export const describeInvitation = describeWith({
  invitation_invalid: msg`This invitation is no longer valid. Ask for a new one`,
  invitation_for_another: msg`The invitation was sent to another address. Sign in with that one`,
  already_member: msg`You are already in this team`,
})
