import { useLingui } from '@lingui/react/macro'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'

/** The end of an id in whole words: what is read aloud must hold what is seen. */
const ending = (id: string) => `…${id.split(/[-:.]/).at(-1)}`

/** What to show instead of the whole value: words of its own, or only how it ends. */
interface Shown {
  value: string
  shown?: string
  short?: boolean
}

/** Copies, and says so where the eye already is. */
export function CopyButton({ value, short = false, shown = short ? ending(value) : value }: Shown) {
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
      <span className="clip">{shown}</span>
      <Icon className={copied ? 'i i--sm ok' : 'i i--sm'} aria-hidden />
    </button>
  )
}
