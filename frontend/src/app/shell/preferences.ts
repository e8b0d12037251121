import { i18n } from '@lingui/core'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { api, type Schema } from '~/api/client'
import { currentMe, type Me, meQuery } from '~/auth/me'
import { chooseTheme } from '~/design/themeChoice'
import { chooseLocale } from '~/i18n/useLocale'
import { deviceZone, setTimeZone } from '~/lib/format'
import { remember, remembered } from '~/lib/remembered'

type Preferences = Pick<Schema<'MePatch'>, 'locale' | 'theme' | 'time_zone'>

const unset = 'UTC'
const dayMs = 86_400_000

/** The profile wins over what this browser kept: language, theme and time zone go with the person. */
async function apply(me: Me): Promise<void> {
  setTimeZone(me.time_zone)
  if (me.impersonated_by) return
  chooseTheme(me.theme)
  if (me.locale !== i18n.locale) await chooseLocale(me.locale)
}

const unsent = (me: Me) => `unsent.${me.id}`

/** Chosen in this browser, but the server has not answered yet. */
function waiting(me: Me): Preferences {
  return JSON.parse(remembered(unsent(me)) ?? '{}')
}

/** Into the profile, and shown here at once. A reload right after it, or a lost line, keeps it. */
async function keep(queries: QueryClient, changes: Preferences): Promise<void> {
  const me = currentMe(queries)
  // Staff signed in as a customer change nothing of how the panel looks for that person.
  if (!me || me.impersonated_by) return
  const body = { ...waiting(me), ...changes }
  const sent = JSON.stringify(body)
  remember(unsent(me), sent)
  queries.setQueryData(meQuery.queryKey, { ...me, ...body })
  const answered = await api.PATCH('/me', { body, keepalive: true }).catch(() => null)
  if (answered && remembered(unsent(me)) === sent) remember(unsent(me), null)
}

/** Registration asks for no time zone: the browser of the first day knows it. */
function zoneOf(me: Me): string {
  const young = Date.now() - Date.parse(me.created_at) < dayMs
  return young && me.time_zone === unset ? deviceZone() : me.time_zone
}

/** Chosen on the public pages since the panel was open: it becomes the person's, once. */
function themeFromPublicPages(): Me['theme'] | null {
  const chosen = remembered('theme.public')
  remember('theme.public', null)
  return chosen === 'light' || chosen === 'dark' ? chosen : null
}

/** True once the panel may be shown as this person wants it. */
export function usePreferencesOf(me: Me | undefined): boolean {
  const queries = useQueryClient()
  const [applied, setApplied] = useState<string>()
  useEffect(() => {
    if (!me || applied === me.id) return
    const time_zone = zoneOf(me)
    const theme = themeFromPublicPages()
    const changes = {
      ...waiting(me),
      ...(theme && { theme }),
      ...(time_zone !== me.time_zone && { time_zone }),
    }
    if (Object.keys(changes).length > 0) void keep(queries, changes)
    // Without the words of the other language the panel is still better than nothing.
    void apply({ ...me, ...changes })
      .catch(() => undefined)
      .then(() => setApplied(me.id))
  }, [me, applied, queries])
  return applied !== undefined
}

/** A choice made in the top bar is the person's, not this browser's. */
export function useKeepPreference(): (changes: Preferences) => void {
  const queries = useQueryClient()
  return useCallback((changes) => void keep(queries, changes), [queries])
}
