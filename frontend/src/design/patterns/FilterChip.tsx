import { useLingui } from '@lingui/react/macro'
import { IconX } from '@tabler/icons-react'

interface Props {
  label: string
  /** What the list is narrowed to; nothing is shown without it. */
  value: string | undefined
  onClear: () => void
}

/** A filter that came with a link: says what is left out, and takes it back with one click. */
export function FilterChip({ label, value, onClear }: Props) {
  const { t } = useLingui()
  if (!value) return null
  return (
    <button type="button" className="chip" title={t`Remove this filter`} onClick={onClear}>
      <span className="muted">{label}</span>
      <span className="clip">{value}</span>
      <span className="sr-only">{t`Remove this filter`}</span>
      <IconX className="i i--sm" aria-hidden />
    </button>
  )
}
