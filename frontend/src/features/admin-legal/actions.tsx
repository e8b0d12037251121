import { msg } from '@lingui/core/macro'
import { IconDeviceFloppy, IconPlus, IconSend, IconTrash } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { createDraft, deleteDraft, type LegalDocument, publishDraft, updateDraft } from './api'
import { type DraftForm, startOf } from './forms'
import { describeLegal } from './labels'

const common = {
  permission: 'settings:manage' as const,
  describe: describeLegal,
  invalidates: () => [keys.admin.legal.all, keys.admin.audit.all],
}

const begins = (kind: LegalDocument['kind']) => async () => {
  const draft = await createDraft(kind)
  return {
    title: msg`The draft has the text of the newest version`,
    to: `/admin/legal/${draft.id}`,
  }
}

export const beginTerms = defineAction({
  ...common,
  id: 'admin.legal.begin-terms',
  harm: 'none',
  label: msg`New terms of service`,
  icon: IconPlus,
  perform: begins('terms'),
})

export const beginPrivacy = defineAction({
  ...common,
  id: 'admin.legal.begin-privacy',
  harm: 'none',
  label: msg`New privacy policy`,
  icon: IconPlus,
  perform: begins('privacy'),
})

export const saveDraft = defineAction<{ document: LegalDocument; form: DraftForm }>({
  ...common,
  id: 'admin.legal.save',
  harm: 'none',
  label: msg`Save`,
  icon: IconDeviceFloppy,
  perform: async ({ document, form: { ru, en, consent } }) => {
    await updateDraft(document, { body: { ru, en }, requires_consent: consent === 'ask' })
    return { title: msg`The draft is saved` }
  },
})

export const publish = defineAction<{ document: LegalDocument; effectiveOn: string }>({
  ...common,
  id: 'admin.legal.publish',
  harm: 'notice',
  label: msg`Publish`,
  icon: IconSend,
  confirm: () => ({
    title: msg`Publish this version?`,
    body: msg`It appears on the public pages and never changes again. Mistakes are corrected in the next version.`,
    confirm: msg`Publish`,
  }),
  perform: async ({ document, effectiveOn }) => {
    await publishDraft(document, startOf(effectiveOn))
    return { title: msg`The version is published` }
  },
})

export const remove = defineAction<LegalDocument>({
  ...common,
  id: 'admin.legal.delete',
  harm: 'notice',
  label: msg`Delete the draft`,
  icon: IconTrash,
  visible: (document) => document.allowed_actions.includes('delete'),
  confirm: () => ({
    title: msg`Delete the draft?`,
    body: msg`What was written in it will be lost.`,
    confirm: msg`Delete`,
  }),
  perform: async (document) => {
    await deleteDraft(document)
    return { title: msg`The draft is deleted`, to: '/admin/legal' }
  },
})
