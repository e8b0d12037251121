import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'

export const describeSettings = describeWith({
  set_by_environment: msg`An environment variable sets this value: change it there`,
  currency_in_use: msg`There are prices, invoices or payments in another currency. Withdraw the prices first; once somebody has paid or was invoiced, the currency stays`,
  mail_credentials_without_tls: msg`A password is never sent unencrypted: choose STARTTLS or TLS`,
})
