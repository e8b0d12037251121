import { useSyncExternalStore } from 'react'

/** Which actions are running now: buttons show progress, and nothing starts twice. */
class Running {
  private keys = new Set<string>()
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  has(key: string): boolean {
    return this.keys.has(key)
  }

  start(key: string): void {
    this.keys.add(key)
    this.tell()
  }

  end(key: string): void {
    this.keys.delete(key)
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

export const running = new Running()

export function useRunning(key: string): boolean {
  return useSyncExternalStore(
    running.subscribe,
    () => running.has(key),
    () => false,
  )
}
