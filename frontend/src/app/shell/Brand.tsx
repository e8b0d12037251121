import { Link } from 'react-router'
import { BrandMark } from '~/design/primitives/BrandMark'

export function Brand({ to, tag }: { to: string; tag?: string }) {
  return (
    <Link className="brand" to={to}>
      <BrandMark />
      Hostwright
      {tag && <span className="brand__tag">{tag}</span>}
    </Link>
  )
}
