export function Spinner({ small = false }: { small?: boolean }) {
  return (
    <svg className={`i spin ${small ? 'i--sm' : ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3a9 9 0 1 0 9 9" />
    </svg>
  )
}
