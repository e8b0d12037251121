import { createContext } from 'react'
import type { Schema } from '~/api/client'

export type RegistrationRule = Schema<'PublicConfigRead'>['registration']

const rules: readonly string[] = ['open', 'invite', 'closed'] satisfies RegistrationRule[]

/** Who may register, as the page was rendered; the page says it to its script as well. */
export const RegistrationContext = createContext<RegistrationRule>('open')

export function asRule(said: string | undefined): RegistrationRule {
  return said && rules.includes(said) ? (said as RegistrationRule) : 'open'
}
