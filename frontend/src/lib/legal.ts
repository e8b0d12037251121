import { createContext, useContext } from 'react'

/** A version of a legal document that is in force: what a registration accepts. */
export interface InForce {
  id: string
  kind: 'terms' | 'privacy'
}

export const InForceContext = createContext<InForce[]>([])

/** As the page is rendered; a page that came to life has it from its own HTML. */
export function useInForce(): InForce[] {
  return useContext(InForceContext)
}
