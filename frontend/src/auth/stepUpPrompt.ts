import { setStepUpHandler } from '~/api/credentials'

/**
 * "Confirm that it is you": whoever asks waits for the one answer, however many requests ask at
 * the same time. The dialog listens; where there is none, as on the public pages, nobody can prove.
 */
class StepUpPrompt {
  private open: { promise: Promise<boolean>; settle: (verified: boolean) => void } | null = null
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly isOpen = (): boolean => this.open !== null

  readonly ask = (): Promise<boolean> => {
    if (this.listeners.size === 0) return Promise.resolve(false)
    if (!this.open) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      this.open = { promise, settle: resolve }
      this.tell()
    }
    return this.open.promise
  }

  readonly settle = (verified: boolean): void => {
    const asked = this.open
    this.open = null
    this.tell()
    asked?.settle(verified)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

export const stepUpPrompt = new StepUpPrompt()

setStepUpHandler(stepUpPrompt.ask)
