import { createContext, useContext } from 'react'

/** Where the public pages are served: a scheme and a host, known when they are rendered. */
export const OriginContext = createContext('')

export function useOrigin(): string {
  return useContext(OriginContext)
}
