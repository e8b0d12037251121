import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Spinner } from '~/design/primitives/Spinner'
import { requestVerificationEmail, verifyToken } from '../api'
import { verificationEmailSchema } from '../forms'
import { EnterCode } from './EnterCode'
import { Verified } from './Verified'

type State = 'start' | 'checking' | 'verified' | 'refused'

/** Where the link of the letter leads; without a token it sends a new letter. */
export function CheckMail() {
  const { t } = useLingui()
  const [state, setState] = useState<State>('start')
  const [sentTo, setSentTo] = useState<string | null>(null)
  useEffect(() => {
    const given = new URLSearchParams(location.search)
    const token = given.get('token')
    if (!token) return
    // The token is spent by looking: it must not stay in the address or in a referrer.
    given.delete('token')
    history.replaceState(null, '', given.size > 0 ? `?${given}` : location.pathname)
    setState('checking')
    verifyToken(token).then(
      () => setState('verified'),
      () => setState('refused'),
    )
  }, [])
  if (state === 'verified') return <Verified />
  if (state === 'checking') {
    return (
      <div className="card auth__card state" role="status">
        <Spinner />
        <p>
          <Trans>Checking the link…</Trans>
        </p>
      </div>
    )
  }
  if (sentTo) return <EnterCode email={sentTo} onBack={() => setSentTo(null)} />
  return (
    <>
      <div className="auth__head">
        <h1>
          {state === 'refused' ? (
            <Trans>This link has expired</Trans>
          ) : (
            <Trans>Confirm your email</Trans>
          )}
        </h1>
        <p className="second">
          <Trans>Enter the address you registered with and we will send a new link.</Trans>
        </p>
      </div>
      <Form
        name="letter"
        className="card auth__card"
        schema={verificationEmailSchema}
        defaults={{ email: '' }}
        onSubmit={async ({ email }) => {
          await requestVerificationEmail(email)
          setSentTo(email)
        }}
      >
        {() => (
          <>
            <TextField
              large
              form="letter"
              name="email"
              type="email"
              autoComplete="email"
              label={t`Email`}
            />
            <SubmitButton size="lg" block>
              <Trans>Send a new message</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </>
  )
}
