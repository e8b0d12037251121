import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { session } from './session'

/** By what the person can prove themselves now; with a passkey also what to sign. */
export const requestStepUp = () => unwrap(api.POST('/me/step-up/options'))

export const prove = (body: Schema<'StepUpCreate'>) => unwrap(api.POST('/me/step-up', { body }))

/** What a passkey has to sign to sign in, or to finish a sign-in that a password began. */
export const askForPasskey = (mfaToken?: string) =>
  unwrap(api.POST('/auth/passkeys/options', { body: mfaToken ? { mfa_token: mfaToken } : {} }))

/**
 * Acts for another account from now on, and other tabs of this session restart. The token is
 * renewed: of the one before, a process of the API may remember for a second whom it acted for.
 */
export async function actFor(accountId: string): Promise<Schema<'MeRead'>> {
  const me = await unwrap(api.POST('/me/account', { body: { account_id: accountId } }))
  await session.restart()
  return me
}
