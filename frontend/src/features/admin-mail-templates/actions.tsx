import { msg } from '@lingui/core/macro'
import { IconDeviceFloppy, IconMailForward, IconRestore } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { type Draft, type Place, putTemplate, resetTemplate, sendDraft } from './api'

interface Change {
  place: Place
  version: number
  draft: Draft
}

const changed = () => [keys.admin.mailTemplates.all, keys.admin.audit.all]

export const save = defineAction<Change>({
  id: 'admin.mail-templates.save',
  label: msg`Save`,
  icon: IconDeviceFloppy,
  harm: 'none',
  permission: 'mail:templates',
  perform: async ({ place, version, draft }) => {
    await putTemplate(place, version, draft)
    return { title: msg`Saved: the next email uses this text` }
  },
  invalidates: changed,
})

export const reset = defineAction<Omit<Change, 'draft'>>({
  id: 'admin.mail-templates.reset',
  label: msg`Reset to default`,
  icon: IconRestore,
  permission: 'mail:templates',
  harm: 'notice',
  confirm: () => ({
    title: msg`Reset this email to the default?`,
    body: msg`The next email uses the text of this release. Your text stays among the versions.`,
    confirm: msg`Reset`,
  }),
  perform: async ({ place, version }) => {
    await resetTemplate(place, version)
    return { title: msg`The email uses the default text again` }
  },
  invalidates: changed,
})

export const sendTest = defineAction<Omit<Change, 'version'>>({
  id: 'admin.mail-templates.test',
  label: msg`Send to myself`,
  icon: IconMailForward,
  harm: 'none',
  permission: 'mail:templates',
  perform: async ({ place, draft }) => {
    const { sent, recipient, error } = await sendDraft(place, draft)
    if (sent) return { title: msg`The server accepted the email to ${recipient}` }
    return {
      tone: 'critical' as const,
      title: msg`The email to ${recipient} was not sent`,
      detail: { id: error, message: error },
    }
  },
  invalidates: () => [keys.admin.audit.all],
})
