import { useCallback } from 'react'
import type { Action } from './action'
import { perform } from './perform'
import { useRuntime } from './runtime'

/**
 * A form's submit is an action too: the same permission, toast and invalidation. Its error is
 * thrown, so that the form can put it beside the fields.
 */
export function useSubmit<Subject>(action: Action<Subject>): (subject: Subject) => Promise<void> {
  const runtime = useRuntime()
  return useCallback(
    async (subject: Subject) => {
      let failure: { error: unknown } | null = null
      await perform(action, subject, runtime, {
        onError: (error) => {
          failure = { error }
        },
      })
      if (failure) throw (failure as { error: unknown }).error
    },
    [action, runtime],
  )
}
