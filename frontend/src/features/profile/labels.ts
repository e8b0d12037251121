import type { MessageDescriptor } from '@lingui/core'
import { msg, plural } from '@lingui/core/macro'
import { IconClockOff, IconMail } from '@tabler/icons-react'
import { describeWith, type ErrorTexts } from '~/api/describe'
import { ApiError } from '~/api/errors'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { DataExport } from './api'

const tooLarge = msg`The file is too large: 1 MB at most`

const refusals = {
  verification_invalid: msg`This code is wrong or has expired. Ask for a new one`,
  email_taken: msg`This address cannot be used. Choose another one`,
  password_wrong: msg`The password is wrong`,
  phone_invalid: msg`This is not a number that can get text messages. Enter it with its country code`,
  sms_unavailable: msg`Text messages cannot be sent right now. Try again later`,
  image_invalid: msg`This picture cannot be read. Choose a PNG, JPEG or WebP of at most 1 MB`,
  totp_code_wrong: msg`The code is wrong. Check the clock of your phone and enter the next one`,
  totp_not_begun: msg`Ten minutes have passed. Start the setup again`,
  totp_enabled: msg`An authenticator app is already on. Turn it off first`,
  second_factor_missing: msg`Turn on a second factor first`,
  passkey_refused: msg`This passkey could not be added. Try again`,
  passkey_known: msg`This device already has a passkey of yours`,
  too_many_passkeys: msg`You have as many passkeys as you can. Remove one first`,
  export_pending: msg`Your data is already being collected. The link comes by email`,
  services_live: msg`Delete the services of your account first`,
  balance_left: msg`There is money left on your balance. Spend it first, or ask our support to pay it back`,
  invoices_open: msg`Pay the open invoices first, or cancel their orders`,
  payments_open: msg`A payment is still under way. Wait until it has ended`,
  members_left: msg`Other people work in your account. Hand it over to one of them, or remove them first`,
  staff_cannot_erase: msg`You work here. Somebody else has to take your staff roles away first`,
  email_mismatch: msg`This is no longer the address of your profile. Refresh the page and try again`,
} satisfies ErrorTexts

export const describeKnown = describeWith(refusals)

const codeJustSent = (seconds: number) =>
  msg`We sent a code a moment ago. Ask for another one in ${plural(seconds, { one: '# second', other: '# seconds' })}`

/** What the profile refuses, in words that say what to do. */
export function describeProfile(error: unknown): MessageDescriptor {
  if (error instanceof ApiError && error.code === 'code_just_sent') {
    return codeJustSent(error.retryAfter ?? 60)
  }
  // Too large a file never reaches our code: a proxy answers first.
  if (error instanceof ApiError && error.status === 413) return tooLarge
  // The authenticator itself knows that it holds a passkey of this person.
  if (error instanceof DOMException && error.name === 'InvalidStateError') {
    return refusals.passkey_known
  }
  return describeKnown(error)
}

export const exportStatusStyles: Record<DataExport['state'], StatusStyle> = {
  pending: { label: msg`Being collected`, tone: 'info', working: true },
  ready: { label: msg`The link is in your email`, tone: 'positive', icon: IconMail },
  expired: { label: msg`No longer available`, tone: 'neutral', icon: IconClockOff },
}
