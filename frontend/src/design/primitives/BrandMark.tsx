export function BrandMark() {
  return (
    <svg className="brand__mark" viewBox="0 0 26 26" aria-hidden="true">
      <rect width="26" height="26" rx="7" fill="currentColor" />
      <path
        d="M7.5 6.5v13M18.5 6.5v13M7.5 13h11"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        fill="none"
      />
      <circle cx="13" cy="13" r="2.6" fill="#fff" />
    </svg>
  )
}
