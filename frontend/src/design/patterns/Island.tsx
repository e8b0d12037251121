import type { ReactNode } from 'react'

/** The feature's `island.tsx` finds this box by its id and brings what is inside to life. */
export function Island({ page, children }: { page: string; children: ReactNode }) {
  return (
    <main className="auth" id="main">
      <div className="auth__box" id="island" data-page={page}>
        {children}
      </div>
    </main>
  )
}
