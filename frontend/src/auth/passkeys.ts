/**
 * Passkeys: browsers speak of them in buffers, the API in JSON with base64url (Web Authentication,
 * level 3). The browsers' own conversion is younger than those we support.
 */
type Json = Record<string, unknown>

interface Described {
  id: string
  type: 'public-key'
  transports?: string[]
}

/** What the API wants signed, as it came. */
export interface PasskeyTask {
  challenge_id: string
  options: Json
}

/** The answer of an authenticator, ready to be sent. */
export interface PasskeyAnswer {
  challenge_id: string
  credential: Json
}

export function passkeysWork(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && Boolean(navigator.credentials)
}

/** Can the browser offer passkeys in the list under the e-mail field? */
export async function passkeysFillIn(): Promise<boolean> {
  if (!passkeysWork()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

interface SignOptions {
  /** Offered under the field that has the focus, instead of a dialog of the browser. */
  conditional?: boolean
  signal?: AbortSignal
}

/** Signs with a passkey; null when the person changed their mind. */
export async function signWithPasskey(
  task: PasskeyTask,
  options: SignOptions = {},
): Promise<PasskeyAnswer | null> {
  const { challenge, allowCredentials, ...rest } = task.options
  const found = await unlessDeclined(() =>
    navigator.credentials.get({
      publicKey: {
        ...rest,
        challenge: bytes(challenge as string),
        ...(allowCredentials ? { allowCredentials: listed(allowCredentials) } : {}),
      },
      ...(options.conditional && { mediation: 'conditional' as const }),
      ...(options.signal && { signal: options.signal }),
    }),
  )
  if (!found) return null
  const answer = found.response as AuthenticatorAssertionResponse
  return answerOf(task, found, {
    clientDataJSON: text(answer.clientDataJSON),
    authenticatorData: text(answer.authenticatorData),
    signature: text(answer.signature),
    ...(answer.userHandle && { userHandle: text(answer.userHandle) }),
  })
}

/** Makes a passkey; null when the person changed their mind. */
export async function makePasskey(task: PasskeyTask): Promise<PasskeyAnswer | null> {
  const { challenge, user, excludeCredentials, ...rest } = task.options
  const person = user as Json
  const made = await unlessDeclined(() =>
    navigator.credentials.create({
      publicKey: {
        ...(rest as unknown as PublicKeyCredentialCreationOptions),
        challenge: bytes(challenge as string),
        user: {
          ...(person as unknown as PublicKeyCredentialUserEntity),
          id: bytes(person['id'] as string),
        },
        ...(excludeCredentials ? { excludeCredentials: listed(excludeCredentials) } : {}),
      },
    }),
  )
  if (!made) return null
  const answer = made.response as AuthenticatorAttestationResponse
  return answerOf(task, made, {
    clientDataJSON: text(answer.clientDataJSON),
    attestationObject: text(answer.attestationObject),
    transports: answer.getTransports?.() ?? [],
  })
}

async function unlessDeclined(
  ask: () => Promise<Credential | null>,
): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'NotAllowedError' || name === 'AbortError') return null
    throw error
  }
}

function answerOf(
  task: PasskeyTask,
  credential: PublicKeyCredential,
  response: Json,
): PasskeyAnswer {
  return {
    challenge_id: task.challenge_id,
    credential: {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    },
  }
}

function listed(described: unknown): PublicKeyCredentialDescriptor[] {
  return (described as Described[]).map(
    (one) => ({ ...one, id: bytes(one.id) }) as PublicKeyCredentialDescriptor,
  )
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
