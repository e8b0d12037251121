import { newIdempotencyKey } from '~/api/client'
import { ApiError } from '~/api/errors'

const pendingKeys = new Map<string, string>()

/** The server has answered, so the operation is over; a lost answer keeps the key. */
function answered(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500
}

/**
 * Does something that must not happen twice. Trying again after a lost answer sends the same
 * Idempotency-Key; what was answered is done, and the next try is a new operation.
 */
export async function withIdempotencyKey<Answer>(
  operation: string,
  work: (key: string) => Promise<Answer>,
): Promise<Answer> {
  const key = pendingKeys.get(operation) ?? newIdempotencyKey()
  pendingKeys.set(operation, key)
  try {
    const answer = await work(key)
    pendingKeys.delete(operation)
    return answer
  } catch (error) {
    if (answered(error)) pendingKeys.delete(operation)
    throw error
  }
}
