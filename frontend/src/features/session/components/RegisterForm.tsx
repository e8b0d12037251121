import { Trans, useLingui } from '@lingui/react/macro'
import { useContext, useMemo, useState } from 'react'
import { ApiError } from '~/api/errors'
import { ChecksField } from '~/design/patterns/ChecksField'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { useLocale } from '~/i18n/useLocale'
import { useInForce } from '~/lib/legal'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { storeRedirect } from '~/lib/redirect'
import { register } from '../api'
import { registerSchema } from '../forms'
import { describeRegistration } from '../labels'
import { EnterCode } from './EnterCode'
import { intentOf, useInvitation, usePendingRedirect } from './next'
import { RegistrationRefused } from './RegistrationRefused'
import { RegistrationContext, type RegistrationRule } from './rule'

/** The page may have been rendered before the rule was changed: the API has the last word. */
function ruleOf(refusal: unknown): RegistrationRule | null {
  if (!(refusal instanceof ApiError)) return null
  if (refusal.code === 'registration_closed') return 'closed'
  return refusal.code === 'invitation_required' ? 'invite' : null
}

export function RegisterForm() {
  const { t } = useLingui()
  const locale = useLocale()
  const next = usePendingRedirect()
  const invitation = useInvitation()
  const shown = useContext(RegistrationContext)
  const [learnt, setLearnt] = useState<RegistrationRule | null>(null)
  const documents = useInForce()
  const schema = useMemo(() => registerSchema(documents.length), [documents.length])
  const [sentTo, setSentTo] = useState<string | null>(null)
  const rule = learnt ?? shown
  if (sentTo) return <EnterCode email={sentTo} onBack={() => setSentTo(null)} />
  if (rule === 'closed' || (rule === 'invite' && !invitation)) {
    return <RegistrationRefused rule={rule} next={next} />
  }
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Create an account</Trans>
        </h1>
        <p className="second">
          <Trans>
            Already with us? <a href={towards(localized('/sign-in', locale), next)}>Sign in</a>
          </Trans>
        </p>
      </div>
      <Form
        name="register"
        className="card auth__card"
        schema={schema}
        defaults={{ name: '', email: '', password: '', accepted: [] }}
        describe={describeRegistration}
        places={{ email_domain_refused: 'email', invitation_required: 'email' }}
        onSubmit={async ({ accepted: _, ...values }) => {
          const accepted_documents = documents.map(({ id }) => id)
          try {
            const order = intentOf(next)
            await register({
              ...values,
              locale,
              accepted_documents,
              invitation_token: invitation,
              order,
            })
          } catch (refusal) {
            setLearnt(ruleOf(refusal))
            throw refusal
          }
          storeRedirect(next)
          setSentTo(values.email)
        }}
      >
        {() => (
          <>
            <TextField large form="register" name="name" autoComplete="name" label={t`Your name`} />
            <TextField
              large
              form="register"
              name="email"
              type="email"
              autoComplete="email"
              label={t`Email`}
              help={
                rule === 'invite'
                  ? t`The address that the invitation was sent to`
                  : t`We will send one message to confirm it`
              }
            />
            <TextField
              large
              form="register"
              name="password"
              type="password"
              autoComplete="new-password"
              label={t`Password`}
              help={t`At least 10 characters. A few words in a row are the easiest to remember.`}
            />
            {documents.length > 0 && (
              <ChecksField
                form="register"
                name="accepted"
                label={<span className="sr-only">{t`Legal documents`}</span>}
                options={[{ value: 'yes', label: <Accepting /> }]}
              />
            )}
            <SubmitButton size="lg" block>
              <Trans>Create an account</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </>
  )
}

/** Only what is in force is named, so that nobody accepts what is not there. */
function Accepting() {
  const locale = useLocale()
  const kinds = useInForce().map(({ kind }) => kind)
  const terms = localized('/terms', locale)
  const privacy = localized('/privacy', locale)
  if (kinds.length > 1) {
    return (
      <Trans>
        I accept the{' '}
        <a href={terms} target="_blank" rel="noopener">
          terms of service
        </a>{' '}
        and the{' '}
        <a href={privacy} target="_blank" rel="noopener">
          privacy policy
        </a>
      </Trans>
    )
  }
  return kinds[0] === 'terms' ? (
    <Trans>
      I accept the{' '}
      <a href={terms} target="_blank" rel="noopener">
        terms of service
      </a>
    </Trans>
  ) : (
    <Trans>
      I accept the{' '}
      <a href={privacy} target="_blank" rel="noopener">
        privacy policy
      </a>
    </Trans>
  )
}
