import { msg } from '@lingui/core/macro'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import type { ToastInput } from '~/design/patterns/toasts'
import type { Action, ActionContext, Confirmation, Outcome } from './action'
import { running } from './running'

export type PerformResult = 'done' | 'forbidden' | 'cancelled' | 'busy' | 'failed'

/** Everything the dispatcher needs from around it: the panel gives real ones, tests give fakes. */
export interface Runtime extends ActionContext {
  can: (permission: Action['permission']) => boolean
  /** True, or the reason where one was wanted; false when the reader says no. */
  confirm: (confirmation: Confirmation) => Promise<boolean | string>
  toast: (toast: ToastInput) => void
  track: (event: { action: string; result: PerformResult; ms: number }) => void
}

interface Options {
  /** Forms show their own errors: the caller takes the error instead of a toast. */
  onError?: (error: unknown) => void
}

/** permission → confirm → run → toast (with undo) → track → invalidate. Never throws. */
export async function perform<Subject>(
  action: Action<Subject>,
  subject: Subject,
  runtime: Runtime,
  options: Options = {},
): Promise<PerformResult> {
  const started = performance.now()
  const result = await attempt(action, subject, runtime, options)
  runtime.track({ action: action.id, result, ms: Math.round(performance.now() - started) })
  return result
}

async function attempt<Subject>(
  action: Action<Subject>,
  subject: Subject,
  runtime: Runtime,
  options: Options,
): Promise<PerformResult> {
  if (!runtime.can(action.permission)) {
    runtime.toast({ tone: 'critical', title: msg`You are not allowed to do this` })
    return 'forbidden'
  }
  const key = runningKey(action, subject)
  if (running.has(key)) return 'busy'
  const agreed =
    action.harm === 'none' ||
    (await runtime.confirm({ harm: action.harm, ...action.confirm(subject) }))
  if (agreed === false) return 'cancelled'
  const reason = typeof agreed === 'string' ? agreed : ''
  running.start(key)
  try {
    announce(await action.perform(subject, { ...runtime, reason }), runtime)
    return 'done'
  } catch (error) {
    const declined = error instanceof ApiError && error.code === 'step_up_required'
    if (options.onError) options.onError(error)
    else if (!declined) announceFailure(action, error, runtime)
    return declined ? 'cancelled' : 'failed'
  } finally {
    running.end(key)
    for (const queryKey of action.invalidates?.(subject) ?? []) {
      void runtime.queries.invalidateQueries({ queryKey })
    }
  }
}

export function runningKey<Subject>(action: Action<Subject>, subject: Subject): string {
  return `${action.id}:${action.subjectKey?.(subject) ?? ''}`
}

function announce(outcome: Outcome | undefined, runtime: Runtime): void {
  if (!outcome) return
  runtime.toast({
    tone: outcome.tone ?? 'positive',
    title: outcome.title,
    ...(outcome.detail && { detail: outcome.detail }),
    ...(outcome.undo && { action: outcome.undo }),
  })
  if (outcome.to) runtime.navigate(outcome.to)
}

function announceFailure<Subject>(action: Action<Subject>, error: unknown, runtime: Runtime): void {
  const requestId = error instanceof ApiError ? error.supportId : null
  runtime.toast({
    tone: 'critical',
    title: (action.describe ?? describeError)(error),
    about: action.label,
    ...(requestId && { requestId }),
  })
}
