import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconAlertTriangle, IconClock, IconMailCheck, IconRefreshAlert } from '@tabler/icons-react'
import { describeWith } from '~/api/describe'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Mail, MailDetail } from './api'

export const mailStatusStyles: Record<Mail['state'], StatusStyle> = {
  pending: { label: msg`Waiting`, tone: 'neutral', icon: IconClock },
  sent: { label: msg`Sent`, tone: 'positive', icon: IconMailCheck },
  failed: { label: msg`Not sent`, tone: 'critical', icon: IconAlertTriangle },
}

const again: StatusStyle = { label: msg`Will try again`, tone: 'warning', icon: IconRefreshAlert }

/** One that waits and has failed before is not the same as a fresh one. */
export function mailStatusStyle(mail: Pick<MailDetail, 'state' | 'failures'>): StatusStyle {
  return mail.state === 'pending' && mail.failures.length > 0 ? again : mailStatusStyles[mail.state]
}

export const languageLabels: Record<Mail['locale'], MessageDescriptor> = {
  ru: msg`Russian`,
  en: msg`English`,
}

/** What sending it once more would do, or why that is not done. */
export const resendNotes: Record<MailDetail['resend'], MessageDescriptor> = {
  same: msg`It can be sent again, with the same contents, to the address the person has now.`,
  new_link: msg`Sent again, it gets a new link; the one that was sent before stops working.`,
  refused: msg`Emails of this kind are not sent again: their link, their address or their news may be out of date. The person can ask for a new one.`,
}

export const describeMail = describeWith({
  mail_not_resendable: msg`Emails of this kind are not sent again`,
  mail_not_sent: msg`It has not been sent yet: wait for it, or try again`,
  mail_not_needed: msg`The person has already done what this email asks for`,
  mail_recipient_gone: msg`There is nobody left to send this email to`,
  mail_resent_often: msg`It was sent three times within the last hour. Wait a little before you send it again`,
  mail_not_failed: msg`This email has not failed: there is nothing to try again`,
  mail_void: msg`The link of this email no longer works, so it is not sent`,
  mail_retry_span: msg`Choose a time within the last seven days`,
})
