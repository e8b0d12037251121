import { api } from '~/api/client'
import { stopImpersonation } from '~/auth/session'

/** Ends it on the server first; whatever that answers, the token is forgotten here. */
export async function endImpersonation(): Promise<void> {
  await api.DELETE('/me/impersonation').catch(() => undefined)
  stopImpersonation()
}
