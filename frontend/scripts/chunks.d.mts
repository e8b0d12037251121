/** Chunk groups for Rolldown's code splitting. */
export function chunkGroups(): { name: string; test: RegExp | ((id: string) => boolean) }[]
