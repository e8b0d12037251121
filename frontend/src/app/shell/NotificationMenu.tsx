import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useMe } from '~/auth/me'
import { Menu } from '~/design/primitives/Menu'
import { useLocale } from '~/i18n/useLocale'
import { relative } from '~/lib/format'
import { markRead, notificationsQuery } from './api'

/** What has happened while you looked elsewhere; following a line reads it, looking does not. */
export function NotificationMenu() {
  const { t } = useLingui()
  const locale = useLocale()
  const navigate = useNavigate()
  const queries = useQueryClient()
  // Notifications belong to an account; staff who act for none have no list to ask for.
  const account = Boolean(useMe()?.account)
  const { data } = useQuery({ ...notificationsQuery, enabled: account })
  const notes = data?.items ?? []
  const fresh = notes.filter((note) => note.read_at === null).length
  const entry = (note: (typeof notes)[number]) => ({
    id: note.id,
    label: `${note.text[locale]} · ${relative(note.created_at, locale)}`,
    mark: note.read_at === null ? t({ message: 'New:', context: 'notification' }) : undefined,
    onSelect: () => {
      if (note.read_at === null) void markRead(queries, note.id)
      void navigate(note.path)
    },
  })
  const all = {
    id: 'all',
    label: t`All notifications`,
    onSelect: () => void navigate('/panel/notifications'),
  }
  return (
    <Menu
      label={fresh > 0 ? t`Notifications, new: ${fresh}` : t`Notifications`}
      className="icon-btn--full"
      head={
        notes.length === 0 ? (
          <span className="muted bell-head">
            <Trans>All quiet. We will tell you here when something happens.</Trans>
          </span>
        ) : (
          <b className="bell-head">
            {fresh > 0 ? (
              <Plural value={fresh} one="# new notification" other="# new notifications" />
            ) : (
              <Trans>Notifications</Trans>
            )}
          </b>
        )
      }
      items={[...notes.map(entry), ...(account ? [all] : [])]}
    >
      <IconBell className="i" aria-hidden />
      {fresh > 0 && <span className="icon-btn__dot" />}
    </Menu>
  )
}
