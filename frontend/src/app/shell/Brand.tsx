import { Link } from 'react-router'
import { BrandLogo } from '~/design/primitives/BrandLogo'

export function Brand({ to, tag }: { to: string; tag?: string }) {
  return (
    <Link className="brand" to={to}>
      <BrandLogo />
      {tag && <span className="brand__tag">{tag}</span>}
    </Link>
  )
}
