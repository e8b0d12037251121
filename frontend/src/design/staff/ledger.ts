import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Schema } from '~/api/client'

type Entry = Pick<Schema<'LedgerEntryRead'>, 'kind' | 'reason'>

/** What moved the money. A correction says why in the words of the one who made it. */
export function entryText({ kind, reason }: Entry): MessageDescriptor {
  switch (kind) {
    case 'payment':
      return msg`Payment through a provider`
    case 'invoice':
      return msg`Invoice paid from the balance`
    case 'credit_note':
      return msg`Refund of an invoice`
    case 'adjustment': {
      const words = String(reason.params?.['reason'] ?? '')
      return { id: words, message: words }
    }
  }
}
