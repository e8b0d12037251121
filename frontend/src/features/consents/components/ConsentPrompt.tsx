import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { Button } from '~/design/primitives/Button'
import Dialog from '~/design/primitives/Dialog'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { localized } from '~/lib/locale'
import { accept } from '../actions'
import { consentsQuery } from '../api'

/** Asks for consent to documents in force; put off, it asks when the panel is opened again. */
export default function ConsentPrompt() {
  const { t } = useLingui()
  const locale = useLocale()
  const [later, setLater] = useState(false)
  const pending = useQuery(consentsQuery).data?.pending ?? []
  if (later || pending.length === 0) return null
  return (
    <Dialog
      title={t`Our documents have changed`}
      onClose={() => setLater(true)}
      foot={
        <>
          <Button onClick={() => setLater(true)}>
            <Trans>Not now</Trans>
          </Button>
          <ActionButton action={accept} subject={pending} variant="primary" />
        </>
      }
    >
      <p>
        <Trans>Please read what is in force now and accept it:</Trans>
      </p>
      <ul className="stack">
        {pending.map(({ id, kind, number, effective_at }) => (
          <li key={id}>
            <a href={localized(`/${kind}`, locale)} target="_blank" rel="noopener">
              {kind === 'terms' ? <Trans>Terms of service</Trans> : <Trans>Privacy policy</Trans>}
            </a>{' '}
            <span className="second">
              <Trans>
                version {number}, in force since {dateTime(effective_at, locale, 'date')}
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
