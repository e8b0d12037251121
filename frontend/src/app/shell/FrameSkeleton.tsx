import { IconMenu2 } from '@tabler/icons-react'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { BrandLogo } from '~/design/primitives/BrandLogo'
import { useBrand } from '~/lib/brand'

/** The shape of the panel in the very first HTML: words come with the language. */
export function FrameSkeleton() {
  return (
    <div className="frame" aria-busy="true">
      <header className="topbar">
        <div className="topbar__brand">
          <span className="brand">
            <BrandLogo />
          </span>
        </div>
        <div className="topbar__main">
          <span className="icon-btn burger" aria-hidden="true">
            <IconMenu2 className="i i--lg" />
          </span>
        </div>
      </header>
      <aside className="sidebar">
        <div className="sidebar__in">
          <div className="nav">
            {['a', 'b', 'c', 'd', 'e'].map((key) => (
              <span className="sk sk--nav" key={key} />
            ))}
          </div>
        </div>
      </aside>
      <main className="module" id="main">
        <PageSkeleton />
      </main>
    </div>
  )
}

export function PageSkeleton() {
  const { name } = useBrand()
  return (
    <>
      <title>{name}</title>
      <h1 className="sr-only">{name}</h1>
      <div className="module__head" aria-hidden="true">
        <span className="sk sk--title" />
      </div>
      <TableSkeleton />
    </>
  )
}
