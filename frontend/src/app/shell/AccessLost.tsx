import { msg } from '@lingui/core/macro'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '~/auth/me'
import { useToast } from '~/design/patterns/toasts'

/** Whose account is gone, by leaving or by being removed, hears of it before another one is there. */
export function AccessLost() {
  const me = useMe()
  const toast = useToast()
  const navigate = useNavigate()
  const before = useRef(me?.account)
  useEffect(() => {
    const lost = before.current
    before.current = me?.account
    if (!me || !lost || me.accounts.some(({ id }) => id === lost.id)) return
    toast({ tone: 'neutral', title: msg`You are no longer in the team of ${lost.name}` })
    void navigate('/panel')
  }, [me, toast, navigate])
  return null
}
