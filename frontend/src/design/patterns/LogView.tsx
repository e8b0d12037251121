import { Trans, useLingui } from '@lingui/react/macro'
import { IconCopy, IconDownload, IconTerminal2 } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { download } from '~/lib/download'
import { IconButton } from '../primitives/IconButton'

export interface LogLine {
  time?: string
  level?: string
  text: string
}

interface Props {
  title: ReactNode
  lines: LogLine[]
  fileName: string
}

const levels: Record<string, string> = { ok: 'g', info: 'b', warning: 'y', retry: 'y', error: 'r' }

/** Always dark, in both themes. Follows the end until the reader scrolls up. */
export function LogView({ title, lines, fileName }: Props) {
  const { t } = useLingui()
  const box = useRef<HTMLPreElement>(null)
  const follow = useRef(true)
  const plain = () =>
    lines.map((line) => [line.time, line.level, line.text].filter(Boolean).join(' ')).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are the reason to scroll.
  useEffect(() => {
    if (follow.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  return (
    <section className="console" data-theme="dark">
      <div className="console__head">
        <IconTerminal2 className="i" aria-hidden />
        <h2 className="grow">{title}</h2>
        <IconButton
          small
          label={t`Copy the log`}
          onClick={() => void navigator.clipboard.writeText(plain())}
        >
          <IconCopy className="i" aria-hidden />
        </IconButton>
        <IconButton small label={t`Download the log`} onClick={() => download(fileName, plain())}>
          <IconDownload className="i" aria-hidden />
        </IconButton>
      </div>
      <pre
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keys.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={typeof title === 'string' ? title : t`Log`}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
          follow.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        {lines.length === 0 && (
          <span className="t">
            <Trans>Nothing here yet</Trans>
          </span>
        )}
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows, and lines repeat.
          <span className="console__line" key={index}>
            {line.time && <span className="t">{line.time} </span>}
            {line.level && (
              <span className={levels[line.level] ?? 'b'}>{line.level.padEnd(6)}</span>
            )}
            {line.text}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  )
}
