import { newIdempotencyKey } from '~/api/client'
import { ApiError } from '~/api/errors'

const open = new Map<string, string>()

/** The server has answered, so the intention is over; a lost answer leaves it open. */
function answered(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500
}

/**
 * Does something that must not happen twice. Trying again after a lost answer sends the same
 * Idempotency-Key; what was answered is done, and the next try is a new intention.
 */
export async function intend<Answer>(
  intention: string,
  work: (key: string) => Promise<Answer>,
): Promise<Answer> {
  const key = open.get(intention) ?? newIdempotencyKey()
  open.set(intention, key)
  try {
    const answer = await work(key)
    open.delete(intention)
    return answer
  } catch (error) {
    if (answered(error)) open.delete(intention)
    throw error
  }
}
