import type { MessageDescriptor } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type { ComponentType } from 'react'
import { Badge, type Tone } from '../primitives/Badge'

export interface StatusLook {
  label: MessageDescriptor
  tone: Tone
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  working?: boolean
}

/** A feature's `labels.ts` says once how each of its states looks. */
export function StatusBadge({ look }: { look: StatusLook }) {
  const { i18n } = useLingui()
  return (
    <Badge tone={look.tone} working={look.working ?? false} {...(look.icon && { icon: look.icon })}>
      {i18n._(look.label)}
    </Badge>
  )
}
