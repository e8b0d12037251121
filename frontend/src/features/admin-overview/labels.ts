import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

interface StepWords {
  name: MessageDescriptor
  note: MessageDescriptor
}

/** What each step of the first run is for; one without words here shows its code. */
export const stepWords: Record<string, StepWords | undefined> = {
  second_factor: {
    name: msg`Protect your sign-in`,
    note: msg`A passkey or an authenticator app beside the password`,
  },
  company: {
    name: msg`Describe the company`,
    note: msg`Its name and contacts appear on public pages, in emails and on invoices`,
  },
  mail: {
    name: msg`Set up mail`,
    note: msg`Name the mail server, then send a test email to yourself`,
  },
  node: {
    name: msg`Add a node`,
    note: msg`A machine that runs the services of customers and answers`,
  },
  image: {
    name: msg`Put an image on sale`,
    note: msg`What customers start: a site, a database, an application`,
  },
  plan: {
    name: msg`Put a plan on sale`,
    note: msg`A product with a size and a price`,
  },
  payment: {
    name: msg`Take payments`,
    note: msg`Set the payment provider, with its key and secret, and offer it to customers`,
  },
  test_order: {
    name: msg`Place a test order`,
    note: msg`Register as a customer, order, pay, and wait until the service runs`,
  },
  backup: {
    name: msg`Create a backup`,
    note: msg`Of the database, the files and these settings`,
  },
}
