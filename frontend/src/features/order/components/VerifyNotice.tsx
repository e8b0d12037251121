import { Trans } from '@lingui/react/macro'
import { IconMail } from '@tabler/icons-react'
import { ActionButton } from '~/actions/ActionButton'
import { resendVerificationEmail } from '../actions'

/** Ordering needs a verified address: why, and how to get the letter again. */
export function VerifyNotice({ email }: { email: string }) {
  return (
    <div className="notice notice--warning" role="status">
      <IconMail className="i" aria-hidden />
      <span className="grow">
        <b>
          <Trans>Confirm your email to order.</Trans>
        </b>{' '}
        <Trans>
          We sent a link to {email}. Open it, and this page continues by itself: your choice stays.
        </Trans>
      </span>
      <ActionButton action={resendVerificationEmail} subject={email} size="sm" />
    </div>
  )
}
