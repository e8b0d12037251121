import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, useDeferredValue, useState } from 'react'
import { useWatch } from 'react-hook-form'
import * as v from 'valibot'
import type { Schema } from '~/api/client'
import { ErrorState } from '~/design/patterns/ErrorState'
import { LetterFrame } from '~/design/patterns/LetterFrame'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { BrandLogo, logosOf } from '~/design/primitives/BrandLogo'
import { buttonClass } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { Segmented } from '~/design/primitives/Segmented'
import { useLocale } from '~/i18n/useLocale'
import { BrandContext } from '~/lib/brand'
import { tokensOf } from '~/lib/brandLook'
import { brandPreviewQuery } from '../api'
import { type BrandForm, brandSchema } from '../forms'

type View = 'light' | 'dark' | 'mail'

/** What is typed, before it is saved: the panel in both themes, and a mail. */
export function BrandPreview() {
  const { t } = useLingui()
  const [view, setView] = useState<View>('light')
  const draft = useDeferredValue(useWatch<BrandForm>())
  const checked = v.safeParse(brandSchema, draft)
  const [valid, setValid] = useState<BrandForm | null>(null)
  if (checked.success && JSON.stringify(checked.output) !== JSON.stringify(valid)) {
    setValid(checked.output)
  }
  const nothing = { name: '', accent: '', logo_light: '', logo_dark: '' }
  const query = useQuery(brandPreviewQuery(useLocale(), valid ?? nothing))
  if (query.isPending) return <CardSkeleton lines={8} />
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
            { value: 'light', label: t`Light` },
            { value: 'dark', label: t`Dark` },
            { value: 'mail', label: t`Mail` },
          ]}
        />
      }
    >
      {query.error && <ErrorState query={query} />}
      {query.data && view !== 'mail' && <Sample brand={query.data.brand} theme={view} />}
      {query.data && view === 'mail' && (
        <LetterFrame
          html={query.data.mail.html}
          title={t`An email with sample values`}
          narrow={false}
          dark={false}
        />
      )}
    </Card>
  )
}

function Sample({ brand, theme }: { brand: Schema<'BrandRead'>; theme: 'light' | 'dark' }) {
  const tones = brand.themes?.[theme]
  const logo = logosOf(brand)[theme]
  return (
    <BrandContext value={{ ...brand, logo_light: logo, logo_dark: logo }}>
      <div
        className="brand-sample"
        data-theme={theme}
        data-testid="brand-sample"
        style={(tones ? tokensOf(tones) : {}) as CSSProperties}
      >
        <span className="brand">
          <BrandLogo />
        </span>
        <span className="brand-sample__active">
          <Trans>The page that is open</Trans>
        </span>
        <span className="brand-sample__link">
          <Trans>A link</Trans>
        </span>
        <span className={buttonClass('primary')}>
          <Trans>A button</Trans>
        </span>
      </div>
    </BrandContext>
  )
}
