import { type ReactNode, useContext } from 'react'
import { type Plan, PreviewContext } from '../catalog'

interface Props {
  plan: Plan
  className: string
  children: ReactNode
}

/** To the checkout; in a preview it is drawn, and leads nowhere. */
export function OrderLink({ plan, className, children }: Props) {
  if (useContext(PreviewContext)) {
    return (
      <button type="button" className={className} disabled>
        {children}
      </button>
    )
  }
  return (
    <a className={className} href={`/panel/order?plan=${plan.slug}`}>
      {children}
    </a>
  )
}
