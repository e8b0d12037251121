import { i18n } from '@lingui/core'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { api, type Schema } from '~/api/client'
import { type Me, meQuery } from '~/auth/me'
import { chooseTheme } from '~/design/themeChoice'
import { chooseLocale } from '~/i18n/useLocale'
import { deviceZone, setTimeZone } from '~/lib/format'

type Preferences = Pick<Schema<'MePatch'>, 'locale' | 'theme' | 'time_zone'>

const unset = 'UTC'
const dayMs = 86_400_000

/** The profile wins over what this browser kept: language, theme and time zone go with the person. */
async function apply(me: Me): Promise<void> {
  chooseTheme(me.theme)
  setTimeZone(me.time_zone)
  if (me.locale !== i18n.locale) await chooseLocale(me.locale)
}

/** Into the profile, and shown here at once. Refused or offline, it lives as long as the page. */
async function keep(queries: QueryClient, changes: Preferences): Promise<void> {
  queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, ...changes })
  // Leaving the page right after a click must not lose it.
  await api.PATCH('/me', { body: changes, keepalive: true }).catch(() => undefined)
}

/** Registration asks for no time zone: the browser of the first day knows it. */
function zoneOf(me: Me): string {
  const young = Date.now() - Date.parse(me.created_at) < dayMs
  return young && me.time_zone === unset ? deviceZone() : me.time_zone
}

/** True once the panel may be shown as this person wants it. */
export function usePreferencesOf(me: Me | undefined): boolean {
  const queries = useQueryClient()
  const [applied, setApplied] = useState<string>()
  useEffect(() => {
    if (!me || applied === me.id) return
    const time_zone = zoneOf(me)
    if (time_zone !== me.time_zone) void keep(queries, { time_zone })
    // Without the words of the other language the panel is still better than nothing.
    void apply({ ...me, time_zone })
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
