import { msg, plural } from '@lingui/core/macro'
import { IconMailForward, IconRefresh } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys } from '~/api/keys'
import { type MailDetail, resendMail, retryFailed, retryMail } from './api'
import { describeMail } from './labels'

const sending = {
  permission: 'mail:manage',
  harm: 'none',
  describe: describeMail,
  invalidates: () => [keys.admin.mails.all, keys.admin.jobs.all, keys.admin.audit.all],
} as const

/** The three times an hour that the server allows are the brake, so nothing is asked. */
export const resend = defineAction<MailDetail>({
  ...sending,
  id: 'admin.mails.resend',
  label: msg`Send again`,
  icon: IconMailForward,
  visible: (mail) => mail.allowed_actions.includes('resend'),
  subjectKey: (mail) => mail.id,
  perform: async (mail) => {
    const copy = await withIdempotencyKey(`resend:${mail.id}`, (key) => resendMail(mail.id, key))
    return {
      title: msg`On its way to ${copy.recipient} again`,
      to: `/admin/mails/${copy.id}`,
    }
  },
})

export const retry = defineAction<MailDetail>({
  ...sending,
  id: 'admin.mails.retry',
  label: msg`Try again`,
  icon: IconRefresh,
  visible: (mail) => mail.allowed_actions.includes('retry'),
  subjectKey: (mail) => mail.id,
  perform: async (mail) => {
    await retryMail(mail.id)
    return { title: msg`Trying to reach ${mail.recipient} again` }
  },
})

export const mailActions = [resend, retry]

export const openRetryFailed = defineAction<() => void>({
  ...sending,
  id: 'admin.mails.retry-failed.open',
  label: msg`Try failed ones again`,
  icon: IconRefresh,
  perform: async (open) => {
    open()
    return undefined
  },
})

/** Takes the moment since when. */
export const tryFailedAgain = defineAction<string>({
  ...sending,
  id: 'admin.mails.retry-failed',
  label: msg`Try again`,
  icon: IconRefresh,
  perform: async (since) => {
    const { failed } = await retryFailed(since)
    return {
      title: failed
        ? msg`${plural(failed, { one: '# email is tried again', other: '# emails are tried again' })}`
        : msg`No email failed in this time`,
    }
  },
})
