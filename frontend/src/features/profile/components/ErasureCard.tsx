import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { eraseMe } from '../actions'

/** The end of everything: what goes, what the law keeps, and what must be settled before. */
export function ErasureCard({ email }: { email: string }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Close the account`}>
      <div className="stack">
        <ul className="stack stack--sm small second">
          <li>
            <Trans>
              Erased: your name, address, phone number and picture, passwords and passkeys, the
              places you signed in from, API tokens, notifications, and the account with its
              details.
            </Trans>
          </li>
          <li>
            <Trans>
              Kept, as accounting law requires: orders, invoices and payments. They no longer say
              who you are. The activity log stays until its own term ends.
            </Trans>
          </li>
          <li>
            <Trans>
              Before that there must be no <Link to="/panel/services">services</Link>, no{' '}
              <Link to="/panel/invoices">open invoices</Link>, no money on the{' '}
              <Link to="/panel/balance">balance</Link> and no other{' '}
              <Link to="/panel/team">members of the team</Link>.
            </Trans>
          </li>
        </ul>
        <div>
          <ActionButton action={eraseMe} subject={{ email, locale }} variant="danger-outline" />
        </div>
      </div>
    </Card>
  )
}
