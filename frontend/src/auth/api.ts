import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'

/** By what the person can prove themselves now; with a passkey also what to sign. */
export const askForProof = () => unwrap(api.POST('/me/proof/options'))

export const prove = (body: Schema<'ProofCreate'>) => unwrap(api.POST('/me/proof', { body }))

/** What a passkey has to sign to sign in, or to finish a sign-in that a password began. */
export const askForPasskey = (mfaToken?: string) =>
  unwrap(api.POST('/auth/passkeys/options', { body: mfaToken ? { mfa_token: mfaToken } : {} }))
