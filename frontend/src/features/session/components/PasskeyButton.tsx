import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '~/design/primitives/Button'
import { describePasskey } from '../labels'

interface Props {
  onPress: () => void
  onDone: () => void
}

/** No address, no password: the passkey knows whose it is. */
export function PasskeyButton({ onPress, onDone }: Props) {
  const { i18n } = useLingui()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const signIn = async () => {
    onPress()
    setBusy(true)
    setFailure(null)
    try {
      const { signInByPasskey } = await import('~/auth/signIn')
      if (await signInByPasskey()) onDone()
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {failure !== null && (
        <p className="notice notice--critical" role="alert">
          {i18n._(describePasskey(failure))}
        </p>
      )}
      <Button size="lg" block busy={busy} onClick={signIn}>
        <Trans>Sign in with a passkey</Trans>
      </Button>
    </>
  )
}

/**
 * Where the browser can, passkeys stand in the list under the e-mail field from its first focus.
 * Returns what takes the offer back: a browser asks for one passkey at a time.
 */
export function usePasskeysInField(id: string, onDone: () => void): () => void {
  const offer = useRef<AbortController>(undefined)
  const done = useRef(onDone)
  done.current = onDone
  useEffect(() => {
    const field = document.getElementById(id)
    const start = async () => {
      const { passkeysFillIn } = await import('~/auth/passkeys')
      if (!(await passkeysFillIn()) || offer.current) return
      offer.current = new AbortController()
      const { signal } = offer.current
      const { signInByPasskey } = await import('~/auth/signIn')
      if (await signInByPasskey({ conditional: true, signal })) done.current()
    }
    // Nobody asked for it: what goes wrong here is not worth a word.
    const offerQuietly = () => void start().catch(() => undefined)
    field?.addEventListener('focus', offerQuietly, { once: true })
    return () => {
      field?.removeEventListener('focus', offerQuietly)
      offer.current?.abort()
    }
  }, [id])
  return useCallback(() => offer.current?.abort(), [])
}
