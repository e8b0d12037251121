import { hasUnsaved } from '~/lib/unsaved'

const key = 'hostwright.reloaded'

/**
 * After a deploy the old chunks are gone. The page then reloads once to get the new ones; if that
 * did not help, or something was typed that would be lost, the error is shown like any other.
 */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    const loaded = await load()
    sessionStorage.removeItem(key)
    return loaded
  } catch (error) {
    if (!navigator.onLine || hasUnsaved() || sessionStorage.getItem(key)) throw error
    sessionStorage.setItem(key, '1')
    location.reload()
    // The page is going away: nothing should be drawn meanwhile.
    return new Promise<never>(() => undefined)
  }
}
