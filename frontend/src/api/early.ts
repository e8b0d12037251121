type Take = (name: 'token' | 'me') => Promise<Response | null> | undefined

/** The answer to what `app/early.js` asked for before the code was here; once, null where it failed. */
export const takeEarly: Take = (name) =>
  (globalThis as { hostwrightEarly?: Take }).hostwrightEarly?.(name)
