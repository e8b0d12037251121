import { api } from '~/api/client'
import { stopActing } from '~/auth/session'

/** Ends it on the server first; whatever that answers, the token is forgotten here. */
export async function endActing(): Promise<void> {
  await api.DELETE('/me/impersonation').catch(() => undefined)
  stopActing()
}
