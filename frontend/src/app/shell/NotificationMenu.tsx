import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useMe } from '~/auth/me'
import { Menu } from '~/design/primitives/Menu'
import { useLocale } from '~/i18n/useLocale'
import { relative } from '~/lib/format'
import { markAllRead, notificationsQuery, textsQuery } from './api'

/** What has happened while you looked elsewhere. Opening it marks everything as read. */
export function NotificationMenu() {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const navigate = useNavigate()
  const queries = useQueryClient()
  // The bell belongs to an account; staff who act for none have no list to ask for.
  const { data } = useQuery({ ...notificationsQuery, enabled: Boolean(useMe()?.account) })
  const texts = useQuery({ ...textsQuery, enabled: Boolean(data?.items.length) }).data
  const notes = data?.items ?? []
  const fresh = notes.filter((note) => note.read_at === null).length
  return (
    <Menu
      label={fresh > 0 ? t`Notifications, new: ${fresh}` : t`Notifications`}
      className="icon-btn--full"
      onOpen={() => void (fresh > 0 && markAllRead(queries))}
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
      items={
        texts
          ? notes.map((note) => ({
              id: note.id,
              label: `${i18n._(texts.notificationText(note, locale))} · ${relative(note.created_at, locale)}`,
              onSelect: () => void navigate(texts.notificationPath(note)),
            }))
          : []
      }
    >
      <IconBell className="i" aria-hidden />
      {fresh > 0 && <span className="icon-btn__dot" />}
    </Menu>
  )
}
