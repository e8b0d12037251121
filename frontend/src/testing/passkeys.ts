const bytes = new Uint8Array([1, 2, 250]).buffer

/** What every fake authenticator answers; its bytes are `AQL6` in base64url. */
export function credential(response: Record<string, unknown>) {
  return {
    id: 'AQL6',
    rawId: bytes,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    getClientExtensionResults: () => ({}),
    response: { clientDataJSON: bytes, ...response },
  }
}

export const assertion = credential({
  authenticatorData: bytes,
  signature: bytes,
  userHandle: bytes,
})
export const attestation = credential({
  attestationObject: bytes,
  getTransports: () => ['internal'],
})

/** The assertion as the API gets it. */
export const sentAssertion = {
  id: 'AQL6',
  rawId: 'AQL6',
  type: 'public-key',
  response: {
    clientDataJSON: 'AQL6',
    authenticatorData: 'AQL6',
    signature: 'AQL6',
    userHandle: 'AQL6',
  },
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
}

interface Container {
  get?: (options: CredentialRequestOptions) => Promise<unknown>
  create?: (options: CredentialCreationOptions) => Promise<unknown>
}

/** jsdom knows no passkeys: a browser that does, until `forgetPasskeys`. */
export function fakePasskeys(container: Container): void {
  const define = (target: object, name: string, value: unknown) =>
    Object.defineProperty(target, name, { value, configurable: true })
  define(globalThis, 'PublicKeyCredential', class {})
  define(navigator, 'credentials', container)
}

export function forgetPasskeys(): void {
  Reflect.deleteProperty(globalThis, 'PublicKeyCredential')
  Reflect.deleteProperty(navigator, 'credentials')
}
