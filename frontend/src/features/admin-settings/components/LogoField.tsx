import { Trans, useLingui } from '@lingui/react/macro'
import { IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { perform } from '~/actions/perform'
import { useRuntime } from '~/actions/runtime'
import { DropZone } from '~/design/patterns/DropZone'
import { Button } from '~/design/primitives/Button'
import { addLogo } from '../actions'
import type { BrandForm } from '../forms'

interface Props {
  name: 'logo_light' | 'logo_dark'
  label: string
  theme: 'light' | 'dark'
}

export function LogoField({ name, label, theme }: Props) {
  const { t, i18n } = useLingui()
  const runtime = useRuntime()
  const { setValue } = useFormContext<BrandForm>()
  const logo = useWatch<BrandForm, typeof name>({ name })
  const [progress, setProgress] = useState<number | null>(null)
  const choose = (value: string) => setValue(name, value, { shouldDirty: true })
  const send = async (file: File) => {
    setProgress(0)
    await perform(addLogo, { file, onProgress: setProgress, onSent: choose }, runtime)
    setProgress(null)
  }
  return (
    <div className="field">
      <span className="field__label">{label}</span>
      <DropZone
        label={label}
        choose={i18n._(addLogo.label)}
        icon={IconPhoto}
        accept="image/png,image/jpeg,image/webp"
        busy={progress !== null}
        progress={progress}
        onFile={(file) => void send(file)}
      >
        {logo && (
          <Button size="sm" variant="ghost" onClick={() => choose('')}>
            <Trans>Remove the logo</Trans>
          </Button>
        )}
      </DropZone>
      {logo && (
        <span className="logo-ground" data-theme={theme}>
          <img className="brand__logo" src={`/api/v1/public/brand/logos/${logo}`} alt={label} />
        </span>
      )}
      <span className="field__help">{t`PNG, JPEG or WebP, at most 1 MB. Shown up to 28 points high`}</span>
    </div>
  )
}
