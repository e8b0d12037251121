import { useLingui } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schema } from '~/api/client'
import { ApiError } from '~/api/errors'
import { ErrorState } from '~/design/patterns/ErrorState'
import { LetterFrame } from '~/design/patterns/LetterFrame'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { Segmented } from '~/design/primitives/Segmented'

type View = 'wide' | 'phone' | 'dark' | 'text'

/** The email with sample values, as its readers get it. */
export function Preview({ query }: { query: UseQueryResult<Schema<'MailPreviewRead'>> }) {
  const { t } = useLingui()
  const [view, setView] = useState<View>('wide')
  if (query.isPending) return <CardSkeleton lines={8} />
  const letter = query.data
  const refused = query.error instanceof ApiError && query.error.status === 422
  return (
    <Card
      title={t`Preview`}
      aside={
        <Segmented
          small
          label={t`Show as`}
          value={view}
          onChange={setView}
          options={[
            { value: 'wide', label: t`Computer` },
            { value: 'phone', label: t`Phone` },
            { value: 'dark', label: t`Dark` },
            { value: 'text', label: t`Plain text` },
          ]}
        />
      }
    >
      {refused && <p className="small second">{t`The preview is back once the text is right.`}</p>}
      {query.error && !refused && <ErrorState query={query} />}
      {letter && !query.error && (
        <div className="stack">
          <p className="small">
            <span className="muted">{t`Subject`}: </span>
            <b>{letter.subject}</b>
          </p>
          {view === 'text' ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways.
            <pre className="letter-text" tabIndex={0}>
              {letter.text}
            </pre>
          ) : (
            <LetterFrame
              html={letter.html}
              title={t`The email with sample values`}
              narrow={view === 'phone'}
              dark={view === 'dark'}
            />
          )}
        </div>
      )}
    </Card>
  )
}
