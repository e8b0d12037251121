import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useState,
} from 'react'

export interface ConfirmInput {
  title: string
  body: string
  confirm: string
  harm: 'notice' | 'destroy'
  typed?: string
  reason?: {
    label: string
    help: string
    rule: { readonly minLength: number; readonly maxLength: number }
  }
}

/** True, or the reason where one was wanted; false when the reader says no. */
export type Answer = boolean | string

type Ask = (input: ConfirmInput) => Promise<Answer>

const ConfirmContext = createContext<Ask>(async () => false)
const ConfirmDialog = lazy(() => import('./ConfirmDialog'))

export function useConfirm(): Ask {
  return useContext(ConfirmContext)
}

interface Pending extends ConfirmInput {
  answer: (agreed: Answer) => void
}

/** The one question before an act: plain where it can be put right, by name where it cannot. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [pending, setPending] = useState<Pending | null>(null)
  const ask = useCallback<Ask>(
    (input) =>
      new Promise((resolve) => {
        const answer = (agreed: Answer) => {
          setPending(null)
          resolve(agreed)
        }
        setPending({ ...input, answer })
      }),
    [],
  )
  return (
    <ConfirmContext.Provider value={ask}>
      {children}
      {pending && (
        <Suspense>
          <ConfirmDialog {...pending} />
        </Suspense>
      )}
    </ConfirmContext.Provider>
  )
}
