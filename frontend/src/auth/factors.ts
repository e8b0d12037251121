import { type ComponentType, lazy } from 'react'
import type { Schema } from '~/api/client'
import { loadCatalogs } from '~/i18n/catalogs'
import type { PasskeyAnswer } from './passkeys'

/** What a person can show to prove who they are. */
export type Factor = Schema<'SignInMethod'>

export type Shown =
  | { factor: Exclude<Factor, 'passkey'>; value: string }
  | ({ factor: 'passkey' } & PasskeyAnswer)

/** Most people never see these: their code and words come when they are needed. */
export async function withCatalogs<File>(load: () => Promise<File>): Promise<File> {
  const [file] = await Promise.all([load(), loadCatalogs(['auth'])])
  return file
}

type InPanel = typeof import('./inPanel').inPanel
const load = async () => (await withCatalogs(() => import('./inPanel'))).inPanel
const one = <Props extends object>(pick: (parts: InPanel) => ComponentType<Props>) =>
  lazy(async () => ({ default: pick(await load()) }))

export const StepUpDialog = one((parts) => parts.StepUpDialog)
export const AccessDenied = one((parts) => parts.AccessDenied)
export const SignInAgain = one((parts) => parts.SignInAgain)
