import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocale } from '~/i18n/useLocale'
import { kindsQuery } from '../api'

/** What each kind of email is called; one of another release is known by its code alone. */
export function useKinds() {
  const locale = useLocale()
  const { data } = useQuery(kindsQuery)
  return useMemo(() => {
    const options = (data?.items ?? []).map(({ name, title }) => ({
      value: name,
      label: title[locale],
    }))
    const titles = new Map(options.map(({ value, label }) => [value, label]))
    return { options, titleOf: (name: string) => titles.get(name) ?? name }
  }, [data, locale])
}
