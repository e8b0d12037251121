import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconArchive,
  IconCalendar,
  IconCircleCheck,
  IconCircleX,
  IconEyeOff,
  IconHistory,
  IconPencil,
} from '@tabler/icons-react'
import { describeWith } from '~/api/describe'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { CatalogStatus, PriceState, PriceVersion } from './api'

export const catalogStatusStyles: Record<CatalogStatus, StatusStyle> = {
  draft: { label: msg`Draft`, tone: 'neutral', icon: IconPencil },
  on_sale: { label: msg`On sale`, tone: 'positive', icon: IconCircleCheck },
  hidden: { label: msg`Hidden`, tone: 'warning', icon: IconEyeOff },
  retired: { label: msg`No longer sold`, tone: 'neutral', icon: IconArchive },
}

export const priceStateStyles: Record<PriceState, StatusStyle> = {
  scheduled: { label: msg`Scheduled`, tone: 'accent', icon: IconCalendar },
  current: { label: msg`Valid now`, tone: 'positive', icon: IconCircleCheck },
  past: { label: msg`Replaced`, tone: 'neutral', icon: IconHistory },
  withdrawn: { label: msg`Price withdrawn`, tone: 'neutral', icon: IconCircleX },
}

export const periodNames: Record<PriceVersion['period'], MessageDescriptor> = {
  month: msg`By the month`,
  hour: msg`By the hour`,
}

export const describeCatalog = describeWith({
  slug_taken: msg`This short name is already taken`,
  precondition_failed: msg`Someone changed this in the meantime. Close the form, check, and try again`,
  edited_meanwhile: msg`Someone changed this in the meantime. Check it again`,
  catalog_status: msg`What is no longer sold cannot be changed`,
  plan_without_price: msg`Set a price before publishing the plan`,
  image_of_other_kind: msg`This image does not run on this kind of service`,
  price_in_past: msg`A price cannot start in the past`,
  price_version_exists: msg`Another price already starts at that moment`,
  image_busy: msg`The image is just being removed from this node`,
  node_state: msg`This node is retired`,
  price_not_withdrawable: msg`Only a current or a scheduled price can be withdrawn`,
})
