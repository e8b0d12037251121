import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { Menu } from '~/design/primitives/Menu'
import { useLocale } from '~/i18n/useLocale'
import { relative } from '~/lib/format'
import { markAllRead } from './markAllRead'

type Note = Schema<'NotificationRead'>

const bellQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) =>
    unwrap(api.GET('/notifications', { params: { query: { size: 8 } }, signal })),
})

const words: Record<string, (name: string) => MessageDescriptor> = {
  'service.activated': (name) => msg`${name} is running`,
  'service.failed': (name) => msg`${name} could not be deployed`,
  'service.suspended': (name) => msg`${name} is suspended: an invoice is overdue`,
  'service.resumed': (name) => msg`${name} is running again`,
  'service.deleted': (name) => msg`${name} is deleted`,
  'operation.succeeded': (name) => msg`Done: ${name}`,
  'operation.failed': (name) => msg`An operation failed: ${name}`,
  'invoice.issued': (name) => msg`New invoice ${name}`,
  'invoice.paid': (name) => msg`Invoice ${name} is paid`,
  'invoice.overdue': (name) => msg`Invoice ${name} is overdue`,
  'payment.succeeded': () => msg`The payment has arrived`,
  'payment.failed': () => msg`The payment did not go through`,
  'check.down': (name) => msg`${name} does not answer`,
  'check.up': (name) => msg`${name} answers again`,
}

function describe(note: Note): MessageDescriptor {
  const { hostname, number, name } = note.params
  const about = String(hostname ?? number ?? name ?? '')
  return words[note.event_type]?.(about) ?? msg`Account update`
}

function target(note: Note): string {
  if (note.service_id) return `/panel/services/${note.service_id}`
  if (note.invoice_id) return `/panel/invoices/${note.invoice_id}`
  return '/panel'
}

/** What has happened while you looked elsewhere. Opening it marks everything as read. */
export function Bell() {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { data } = useQuery(bellQuery)
  const notes = data?.items ?? []
  const fresh = notes.filter((note) => note.read_at === null).length
  return (
    <Menu
      label={fresh > 0 ? t`Notifications, new: ${fresh}` : t`Notifications`}
      className="icon-btn--full"
      onOpen={() => void (fresh > 0 && markAllRead(queries))}
      head={
        notes.length === 0 ? (
          <span className="muted">
            <Trans>All quiet. We will tell you here when something happens.</Trans>
          </span>
        ) : (
          <b>
            {fresh > 0 ? (
              <Plural value={fresh} one="# new notification" other="# new notifications" />
            ) : (
              <Trans>Notifications</Trans>
            )}
          </b>
        )
      }
      items={notes.map((note) => ({
        id: note.id,
        label: `${i18n._(describe(note))} · ${relative(note.created_at, locale)}`,
        onSelect: () => void navigate(target(note)),
      }))}
    >
      <IconBell className="i" aria-hidden />
      {fresh > 0 && <span className="icon-btn__dot" />}
    </Menu>
  )
}
