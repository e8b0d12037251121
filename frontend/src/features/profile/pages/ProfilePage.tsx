import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { type Me, meQuery } from '~/auth/me'
import { Form } from '~/design/patterns/Form'
import { SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { chooseTheme } from '~/design/themeChoice'
import { chooseLocale, useLocale } from '~/i18n/useLocale'
import { dateTime, setTimeZone } from '~/lib/format'
import { resendLetter, save, signOut } from '../actions'
import { timeZones } from '../components/timeZones'
import { type ProfileForm, profileSchema } from '../forms'

export default function ProfilePage() {
  const { t } = useLingui()
  const query = useQuery(meQuery)
  const me = query.data
  return (
    <ModulePage
      title={t`Profile`}
      description={t`How we call you, how we reach you, and how the panel looks for you`}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={8} />
          <CardSkeleton lines={4} />
        </div>
      }
    >
      {me && (
        <div className="cols">
          <Basics key={me.id} me={me} />
          <div className="stack">
            <Email me={me} />
            <Session me={me} />
          </div>
        </div>
      )}
    </ModulePage>
  )
}

function Basics({ me }: { me: Me }) {
  const { t } = useLingui()
  const locale = useLocale()
  const submit = useSubmit(save)
  const zones = useMemo(() => timeZones(me.time_zone, locale), [me.time_zone, locale])
  return (
    <Card title={t`About you`}>
      <Form
        name="profile"
        schema={profileSchema}
        defaults={{
          name: me.name,
          phone: me.phone ?? '',
          locale: me.locale,
          theme: me.theme,
          time_zone: me.time_zone,
        }}
        onSubmit={async (values) => {
          await submit({ ...values, phone: values.phone || null })
          chooseTheme(values.theme)
          setTimeZone(values.time_zone)
          if (values.locale !== locale) await chooseLocale(values.locale)
        }}
      >
        {(form) => (
          <>
            <FollowTopBar me={me} form={form} />
            <div className="grid-2">
              <TextField form="profile" name="name" autoComplete="name" label={t`Name`} />
              <TextField
                form="profile"
                name="phone"
                type="tel"
                autoComplete="tel"
                placeholder="+7 999 123-45-67"
                label={t`Phone`}
                help={t`With the country code; we call only when something is urgent`}
              />
            </div>
            <div className="grid-2">
              <SelectField
                form="profile"
                name="locale"
                label={t`Language of the panel and of letters`}
                options={[
                  { value: 'ru', label: 'Русский' },
                  { value: 'en', label: 'English' },
                ]}
              />
              <SelectField
                form="profile"
                name="theme"
                label={t`Theme`}
                options={[
                  { value: 'system', label: t`Same as system` },
                  { value: 'light', label: t`Light` },
                  { value: 'dark', label: t`Dark` },
                ]}
              />
            </div>
            <SelectField
              form="profile"
              name="time_zone"
              label={t`Time zone`}
              help={t`Times in letters are written in it`}
              options={zones}
            />
            <div>
              <SubmitButton>
                <Trans>Save</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Card>
  )
}

/** Language and theme can be chosen in the top bar as well: saving must not take that back. */
function FollowTopBar({ me, form }: { me: Me; form: UseFormReturn<ProfileForm> }) {
  const { setValue } = form
  useEffect(() => setValue('locale', me.locale), [setValue, me.locale])
  useEffect(() => setValue('theme', me.theme), [setValue, me.theme])
  return null
}

function Email({ me }: { me: Me }) {
  const { t } = useLingui()
  return (
    <Card
      title={t`Email`}
      aside={
        me.email_verified ? (
          <Badge tone="positive" icon={IconCircleCheck}>
            <Trans>Confirmed</Trans>
          </Badge>
        ) : (
          <Badge tone="warning" icon={IconAlertCircle}>
            <Trans>Not confirmed</Trans>
          </Badge>
        )
      }
    >
      <div className="stack stack--sm">
        <p className="medium break">{me.email}</p>
        {me.email_verified ? (
          <p className="small second">
            <Trans>You sign in with it, and letters about your services go there.</Trans>
          </p>
        ) : (
          <>
            <p className="small second">
              <Trans>
                Open the link in our letter. Until then nothing can be ordered. No letter? Look in
                the spam folder, or have it sent again.
              </Trans>
            </p>
            <div>
              <ActionButton action={resendLetter} subject={me.email} />
            </div>
          </>
        )}
      </div>
    </Card>
  )
}

function Session({ me }: { me: Me }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Sign-in`}>
      <div className="stack">
        <dl className="kv">
          {me.account && (
            <div>
              <dt>
                <Trans>Account</Trans>
              </dt>
              <dd>{me.account.name}</dd>
            </div>
          )}
          <div>
            <dt>
              <Trans>With us since</Trans>
            </dt>
            <dd>{dateTime(me.created_at, locale, 'date')}</dd>
          </div>
        </dl>
        <div>
          <ActionButton action={signOut} subject={locale} />
        </div>
      </div>
    </Card>
  )
}
