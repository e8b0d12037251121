/** Paths below `src`. */
export const panelParts: string[]
