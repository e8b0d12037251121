import { useLingui } from '@lingui/react'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useNavigate } from 'react-router'
import { useCan } from '~/auth/me'
import { useConfirm } from '~/design/patterns/Confirm'
import { useToast } from '~/design/patterns/toasts'
import type { Action } from './action'
import { type PerformResult, perform, type Runtime, runningKey } from './perform'
import { useRunning } from './running'

const RuntimeContext = createContext<Runtime | null>(null)

/** Binds the dispatcher to the router, the cache, the toasts and the confirm dialog. */
export function ActionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const confirm = useConfirm()
  const can = useCan()
  const { i18n } = useLingui()
  const runtime = useMemo<Runtime>(
    () => ({
      queries,
      navigate: (to) => void navigate(to),
      can,
      toast,
      track: (event) =>
        globalThis.dispatchEvent(new CustomEvent('hostwright:action', { detail: event })),
      confirm: ({ title, body, confirm: label, harm, typed, reason }) =>
        confirm({
          title: i18n._(title),
          body: i18n._(body),
          confirm: i18n._(label),
          harm,
          ...(typed !== undefined && { typed }),
          ...(reason && {
            reason: { ...reason, label: i18n._(reason.label), help: i18n._(reason.help) },
          }),
        }),
    }),
    [queries, navigate, toast, confirm, can, i18n],
  )
  return <RuntimeContext.Provider value={runtime}>{children}</RuntimeContext.Provider>
}

export function useRuntime(): Runtime {
  const runtime = useContext(RuntimeContext)
  if (!runtime) throw new Error('Actions need an ActionProvider around them')
  return runtime
}

export interface ActionView {
  label: string
  shown: boolean
  busy: boolean
  /** Why it cannot be done now, in words, or null when it can. */
  refused: string | null
  run: () => Promise<PerformResult>
}

/** One action on one subject, as a button, a menu entry or a command sees it. */
export function useAction<Subject>(action: Action<Subject>, subject: Subject): ActionView {
  const runtime = useRuntime()
  const { i18n } = useLingui()
  const busy = useRunning(runningKey(action, subject))
  const enabled = action.enabled?.(subject) ?? true
  return {
    label: i18n._(action.label),
    shown: runtime.can(action.permission) && (action.visible?.(subject) ?? true),
    busy,
    refused: enabled === true ? null : i18n._(enabled),
    run: () => perform(action, subject, runtime),
  }
}
