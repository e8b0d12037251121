import { useLingui } from '@lingui/react/macro'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'

/** Copies, and says so where the eye already is. */
export function CopyButton({ value, shown }: { value: string; shown?: string }) {
  const { t } = useLingui()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? IconCheck : IconCopy
  return (
    <button
      type="button"
      className="copy mono"
      aria-label={copied ? t`Copied` : t`Copy ${value}`}
      onClick={(event) => {
        event.stopPropagation()
        void navigator.clipboard.writeText(value).then(() => setCopied(true))
      }}
    >
      <span className="clip">{shown ?? value}</span>
      <Icon className={copied ? 'i i--sm ok' : 'i i--sm'} aria-hidden />
    </button>
  )
}
