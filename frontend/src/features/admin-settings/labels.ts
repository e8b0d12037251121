import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'

export const describeSettings = describeWith({
  file_too_large: msg`The file is too large: 1 MB at most`,
  image_invalid: msg`This picture cannot be read. Choose a PNG, JPEG or WebP of at most 1 MB`,
  logo_unknown: msg`This logo is no longer stored. Choose the picture again`,
  set_by_environment: msg`An environment variable sets this value: change it there`,
  currency_in_use: msg`There are prices, invoices or payments in another currency. Withdraw the prices first; once somebody has paid or was invoiced, the currency stays`,
  payments_incomplete: msg`To offer it, set the address, the API key and the webhook secret: without the secret anybody could say that a payment was made. They do not carry over to another address`,
  payment_provider_unknown: msg`Save the address, the API key and the webhook secret first`,
  mail_credentials_without_tls: msg`A password is never sent unencrypted: choose STARTTLS or TLS`,
})

/** What a payment provider's failure to answer means for who sets it up. */
export const providerFailures: Record<string, MessageDescriptor> = {
  provider_unreachable: msg`Nothing answers at this address`,
  provider_timeout: msg`It took too long to answer`,
  provider_error: msg`It answers, but with an error of its own`,
  provider_refused: msg`It does not accept this API key`,
  provider_invalid_response: msg`What answers at this address is not the payment provider`,
}
