import { useEffect, useState } from 'react'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, relative } from '~/lib/format'

/** Relative for the eye, absolute on hover, both for machines. Moves on by itself. */
export function RelativeTime({ at }: { at: string }) {
  const locale = useLocale()
  const now = useNow(30_000)
  return (
    <time dateTime={at} title={dateTime(at, locale, 'full')} className="nowrap">
      {relative(at, locale, now)}
    </time>
  )
}

/** The present, renewed every so many milliseconds; 0 stops the clock. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (everyMs === 0) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
