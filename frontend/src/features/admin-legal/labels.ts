import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconCalendar, IconCircleCheck, IconHistory, IconPencil } from '@tabler/icons-react'
import { describeWith } from '~/api/describe'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { LegalDocument } from './api'

export const kindNames: Record<LegalDocument['kind'], MessageDescriptor> = {
  terms: msg`Terms of service`,
  privacy: msg`Privacy policy`,
}

export const legalStateStyles: Record<LegalDocument['state'], StatusStyle> = {
  draft: { label: msg`Draft`, tone: 'neutral', icon: IconPencil },
  scheduled: { label: msg`Takes effect later`, tone: 'accent', icon: IconCalendar },
  current: { label: msg`In force`, tone: 'positive', icon: IconCircleCheck },
  past: { label: msg`Replaced`, tone: 'neutral', icon: IconHistory },
}

export const describeLegal = describeWith({
  legal_draft_exists: msg`There is already a draft of this document: open it in the list`,
  legal_document_published: msg`A published version never changes: write a new one`,
  legal_text_missing: msg`Write the text in Russian and in English before publishing`,
  legal_date_before_last: msg`The date must be in the future, and after the previous version`,
})
