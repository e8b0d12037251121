import { msg } from '@lingui/core/macro'
import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import { type Action, defineAction } from './action'
import { perform, type Runtime } from './perform'

function runtime(changes: Partial<Runtime> = {}): Runtime {
  return {
    queries: new QueryClient(),
    navigate: vi.fn(),
    can: () => true,
    confirm: vi.fn(async () => true),
    toast: vi.fn(),
    track: vi.fn(),
    ...changes,
  }
}

const icon = () => null

function action(changes: Partial<Omit<Action<string>, 'harm' | 'confirm'>> = {}): Action<string> {
  return defineAction<string>({
    id: 'things.do',
    harm: 'none',
    label: msg`Do it`,
    icon,
    subjectKey: (subject) => subject,
    perform: async () => ({ title: msg`Done` }),
    ...changes,
  })
}

describe('perform', () => {
  it('runs, tells, tracks and invalidates', async () => {
    const around = runtime()
    const invalidate = vi.spyOn(around.queries, 'invalidateQueries')
    const result = await perform(action({ invalidates: () => [keys.services.all] }), 'one', around)
    expect(result).toBe('done')
    expect(around.toast).toHaveBeenCalledWith(expect.objectContaining({ tone: 'positive' }))
    expect(invalidate).toHaveBeenCalledWith({ queryKey: keys.services.all })
    expect(around.track).toHaveBeenCalledWith(
      expect.objectContaining({ action: 'things.do', result: 'done' }),
    )
  })

  it('does nothing without the permission', async () => {
    const work = vi.fn(async () => undefined)
    const around = runtime({ can: (permission) => permission !== 'services:manage' })
    const result = await perform(
      action({ permission: 'services:manage', perform: work }),
      'one',
      around,
    )
    expect(result).toBe('forbidden')
    expect(work).not.toHaveBeenCalled()
  })

  it('does nothing when the reader says no', async () => {
    const work = vi.fn(async () => undefined)
    const around = runtime({ confirm: async () => false })
    const asks: Action<string> = {
      ...action({ perform: work }),
      harm: 'notice',
      confirm: () => ({ title: msg`Sure?`, body: msg`Really?`, confirm: msg`Yes` }),
    }
    expect(await perform(asks, 'one', around)).toBe('cancelled')
    expect(work).not.toHaveBeenCalled()
  })

  it('starts only once for one subject, and beside itself for another', async () => {
    const finishers: (() => void)[] = []
    const slow = action({
      perform: () =>
        new Promise((done) => {
          finishers.push(() => done(undefined))
        }),
    })
    const first = perform(slow, 'one', runtime())
    const second = perform(slow, 'two', runtime())
    expect(await perform(slow, 'one', runtime())).toBe('busy')
    for (const finish of finishers) finish()
    expect(await Promise.all([first, second])).toEqual(['done', 'done'])
    expect(finishers).toHaveLength(2)
  })

  it('offers undo when the action does', async () => {
    const around = runtime()
    const undo = { label: msg`Undo`, perform: async () => undefined }
    await perform(action({ perform: async () => ({ title: msg`Done`, undo }) }), 'one', around)
    expect(around.toast).toHaveBeenCalledWith(expect.objectContaining({ action: undo }))
  })

  it('turns a failure into words with the request id, and still invalidates', async () => {
    const around = runtime()
    const invalidate = vi.spyOn(around.queries, 'invalidateQueries')
    const fails = action({
      invalidates: () => [keys.services.all],
      perform: async () => {
        throw new ApiError(500, { code: 'internal_error', request_id: 'req_7' })
      },
    })
    expect(await perform(fails, 'three', around)).toBe('failed')
    expect(around.toast).toHaveBeenCalledWith(
      expect.objectContaining({ tone: 'critical', requestId: 'req_7' }),
    )
    expect(invalidate).toHaveBeenCalledOnce()
  })

  it('gives the error to a form instead of a toast', async () => {
    const around = runtime()
    const onError = vi.fn()
    const error = new ApiError(422, {})
    const fails = action({ perform: async () => Promise.reject(error) })
    await perform(fails, 'four', around, { onError })
    expect(onError).toHaveBeenCalledWith(error)
    expect(around.toast).not.toHaveBeenCalled()
  })
})
