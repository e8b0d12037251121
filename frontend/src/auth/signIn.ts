import { ApiError } from '~/api/errors'
import { askForPasskey } from './api'
import type { Factor, Shown } from './factors'
import { type PasskeyAnswer, type PasskeyTask, signWithPasskey } from './passkeys'
import { session } from './session'

/** The password was right, and the person has a second factor: a sign-in that is half done. */
export interface PendingSecondFactor {
  token: string
  factors: Factor[]
}

/** The half-done sign-in that a refusal tells of, or null when it is a refusal like any other. */
export function pendingSecondFactor(error: unknown): PendingSecondFactor | null {
  if (!(error instanceof ApiError) || error.code !== 'mfa_required') return null
  const { mfa_token: token, methods } = error.members
  return { token: String(token), factors: methods as Factor[] }
}

const grants = {
  totp: 'urn:hostwright:grant:totp',
  recovery_code: 'urn:hostwright:grant:recovery-code',
  passkey: 'urn:hostwright:grant:passkey',
}

function formOf(answer: PasskeyAnswer): Record<string, string> {
  return {
    grant_type: grants.passkey,
    challenge_id: answer.challenge_id,
    credential: JSON.stringify(answer.credential),
  }
}

/** The second step of a sign-in. */
export async function finishSignIn(half: PendingSecondFactor, shown: Shown): Promise<void> {
  const mfa_token = half.token
  if (shown.factor === 'passkey') return session.grant({ ...formOf(shown), mfa_token })
  if (shown.factor === 'password') throw new ApiError(400, { code: 'mfa_expired' })
  return session.grant({ grant_type: grants[shown.factor], mfa_token, code: shown.value })
}

/** Signs in with a passkey alone; false when the person changed their mind. */
export async function signInByPasskey(
  options: { conditional?: boolean; signal?: AbortSignal } = {},
): Promise<boolean> {
  const answer = await signWithPasskey((await askForPasskey()) as PasskeyTask, options)
  if (!answer) return false
  await session.grant(formOf(answer))
  return true
}
