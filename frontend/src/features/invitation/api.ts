import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { actFor } from '~/auth/api'

export type Preview = Schema<'InvitationPreview'>

export const readInvitation = (token: string) =>
  unwrap(api.GET('/public/invitations/{token}', { params: { path: { token } } }))

/** Joins the account and acts for it from now on. */
export async function acceptInvitation(token: string): Promise<void> {
  const joined = await unwrap(api.POST('/invitations/actions/accept', { body: { token } }))
  await actFor(joined.id)
}
