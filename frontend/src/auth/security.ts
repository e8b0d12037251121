import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { requestStepUp } from './api'

export type Security = Schema<'SecurityRead'>

/** How the person signs in: what the profile shows, and what the admin tree asks for. */
export const securityQuery = queryOptions({
  queryKey: keys.security.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me/security', { signal })),
})

export function hasSecondFactor(security: Security): boolean {
  return security.totp.enabled || security.passkeys.length > 0
}

/** Asked once a dialog: a passkey's challenge in it is good for one signature. */
export const stepUpQuery = queryOptions({
  queryKey: keys.stepUp.all,
  queryFn: requestStepUp,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
})
