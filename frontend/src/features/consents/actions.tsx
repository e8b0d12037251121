import { msg } from '@lingui/core/macro'
import { IconCheck } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { acceptDocuments, type PendingVersion } from './api'

export const accept = defineAction<PendingVersion[]>({
  id: 'consents.accept',
  harm: 'none',
  label: msg`Accept`,
  icon: IconCheck,
  perform: async (documents) => {
    await acceptDocuments(documents.map(({ id }) => id))
    return { title: msg`Thank you: your consent is recorded` }
  },
  invalidates: () => [keys.consents.all],
})
