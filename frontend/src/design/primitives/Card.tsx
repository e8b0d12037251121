import { type ReactNode, useId } from 'react'

interface Props {
  title?: ReactNode
  aside?: ReactNode
  foot?: ReactNode
  /** The content brings its own padding (a table, a list of rows). */
  flush?: boolean
  children: ReactNode
}

export function Card({ title, aside, foot, flush = false, children }: Props) {
  const id = useId()
  return (
    <section className="card card--clip" aria-labelledby={title ? id : undefined}>
      {title && (
        <div className="card__head">
          <h2 id={id}>{title}</h2>
          {aside}
        </div>
      )}
      {flush ? children : <div className="card__body">{children}</div>}
      {foot && <div className="card__foot">{foot}</div>}
    </section>
  )
}
