import { useCallback } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'

/** Which record is open lives in the address: a link shares it, Back closes it. */
export function useRecord() {
  const [search] = useSearchParams()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const to = useCallback(
    (row: { id: string }) => {
      const next = new URLSearchParams(search)
      next.set('record', row.id)
      return `${pathname}?${next}`
    },
    [search, pathname],
  )
  const close = () => {
    const next = new URLSearchParams(search)
    next.delete('record')
    void navigate(`${pathname}?${next}`)
  }
  return { opened: search.get('record'), to, close }
}
