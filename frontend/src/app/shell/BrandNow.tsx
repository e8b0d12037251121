import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useCan } from '~/auth/me'
import { showBrand } from '~/lib/brandLook'
import { shownBrandQuery } from './api'

/**
 * The HTML follows the settings within seconds. Who may change them sees every change at once, and
 * none of theirs undone by a reload in between.
 */
export function BrandNow() {
  const can = useCan()
  const { data } = useQuery({ ...shownBrandQuery, enabled: can('settings:manage', 'admin') })
  useEffect(() => {
    if (data) showBrand(data)
  }, [data])
  return null
}
