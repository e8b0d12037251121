import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'
import { meQuery, receivesEvents, useMe } from '~/auth/me'
import { type EventType, Invalidator } from './invalidate'
import { EventStream, type StreamState } from './stream'

const StreamContext = createContext<EventStream | null>(null)

/** One stream for the whole panel, of the account acted for. It only says what is out of date. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const me = useMe()
  const account = me?.account?.id
  const listening = receivesEvents(me)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account has another stream.
  const stream = useMemo(() => {
    const invalidator = new Invalidator(queries)
    const meAgain = () => void queries.invalidateQueries({ queryKey: meQuery.queryKey })
    const take = (event?: string) => event && invalidator.take(event as EventType)
    // What was read since then is in order: this person was, and the rest after them.
    const position = me?.event_position?.toString() ?? null
    return new EventStream(({ event }) => take(event), meAgain, position)
  }, [queries, account])
  useEffect(() => (listening ? stream.start() : undefined), [stream, listening])
  return <StreamContext.Provider value={stream}>{children}</StreamContext.Provider>
}

export function useStreamState(): StreamState {
  const stream = useContext(StreamContext)
  return useSyncExternalStore(
    stream?.subscribe ?? silent,
    () => stream?.getState() ?? 'offline',
    () => 'connecting' as const,
  )
}

const silent = () => () => undefined
