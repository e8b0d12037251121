import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'

const Dialog = lazy(() => import('~/design/primitives/Dialog'))

/** Signing in happens in a new tab; this one hears of it and goes on where it stopped. */
export function SessionEnded() {
  const { t } = useLingui()
  const locale = useLocale()
  const signIn = localized('/sign-in', locale)
  return (
    <Suspense>
      <Dialog
        modal
        title={t`The session has ended`}
        onClose={() => undefined}
        foot={
          <>
            <a className={buttonClass('secondary')} href={signIn}>
              <Trans>Leave the panel</Trans>
            </a>
            <a
              className={buttonClass('primary')}
              href={`${signIn}?next=/panel`}
              target="_blank"
              rel="noopener"
              data-autofocus
            >
              <Trans>Sign in</Trans>
            </a>
          </>
        }
      >
        <p className="small second">
          <Trans>
            Sign in again in a new tab: this page will go on by itself, and nothing you have typed
            is lost.
          </Trans>
        </p>
      </Dialog>
    </Suspense>
  )
}
