import { msg } from '@lingui/core/macro'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { putChecklist } from './api'

const common = {
  harm: 'none' as const,
  permission: 'settings:manage' as const,
  invalidates: () => [keys.admin.checklist.all, keys.admin.audit.all],
}

export const hideChecklist = defineAction({
  ...common,
  id: 'admin.checklist.hide',
  label: msg`Hide`,
  icon: IconEyeOff,
  perform: async () => {
    await putChecklist(true)
    return {
      title: msg`The first steps are hidden for all staff`,
      detail: msg`They stay in Settings`,
      undo: { label: msg`Show them again`, perform: () => putChecklist(false) },
    }
  },
})

export const showChecklist = defineAction({
  ...common,
  id: 'admin.checklist.show',
  label: msg`Show on the overview`,
  icon: IconEye,
  perform: async () => {
    await putChecklist(false)
    return { title: msg`The overview shows the first steps until all are done` }
  },
})
