import type { MessageDescriptor } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type { ComponentType } from 'react'
import { Badge, type Tone } from '../primitives/Badge'

export interface StatusStyle {
  label: MessageDescriptor
  tone: Tone
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  working?: boolean
}

/** A feature's `labels.ts` says once how each of its states is shown. */
export function StatusBadge({ status }: { status: StatusStyle }) {
  const { i18n } = useLingui()
  return (
    <Badge
      tone={status.tone}
      working={status.working ?? false}
      {...(status.icon && { icon: status.icon })}
    >
      {i18n._(status.label)}
    </Badge>
  )
}
