import { initialOf, PRODUCT, useBrand } from '~/lib/brand'

/** This program's own mark, or the first letter of whose panel it is. */
export function BrandMark() {
  const { name } = useBrand()
  return (
    <svg className="brand__mark" viewBox="0 0 26 26" aria-hidden="true">
      <rect width="26" height="26" rx="7" fill="currentColor" />
      {name === PRODUCT ? (
        <g className="brand__figure">
          <path d="M7.5 6.5v13M18.5 6.5v13M7.5 13h11" />
          <circle cx="13" cy="13" r="2.6" />
        </g>
      ) : (
        <text className="brand__letter" x="13" y="18.5" textAnchor="middle">
          {initialOf(name)}
        </text>
      )}
    </svg>
  )
}
