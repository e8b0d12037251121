import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Me } from '~/auth/me'
import { ComboField } from '~/design/patterns/ComboField'
import { Form } from '~/design/patterns/Form'
import { SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { chooseTheme } from '~/design/themeChoice'
import { chooseLocale, useLocale } from '~/i18n/useLocale'
import { dateTime, setTimeZone } from '~/lib/format'
import { timeZones } from '~/lib/places'
import { save, signOut } from '../actions'
import { contactsQuery } from '../api'
import { type ProfileForm, profileSchema } from '../forms'
import { AvatarCard } from './AvatarCard'
import { EmailCard } from './EmailCard'
import { PhoneCard } from './PhoneCard'

export function BasicTab({ me }: { me: Me }) {
  const contacts = useQuery(contactsQuery)
  return (
    <div className="cols">
      <div className="stack">
        <About me={me} />
        <Loaded query={contacts} skeleton={<CardSkeleton lines={3} />}>
          {(found) => (
            <>
              <EmailCard contacts={found} />
              <PhoneCard contacts={found} />
            </>
          )}
        </Loaded>
      </div>
      <div className="stack">
        <AvatarCard me={me} />
        <Account me={me} />
      </div>
    </div>
  )
}

function About({ me }: { me: Me }) {
  const { t } = useLingui()
  const locale = useLocale()
  const submit = useSubmit(save)
  const zones = useMemo(() => timeZones(me.time_zone, locale), [me.time_zone, locale])
  return (
    <Card title={t`About you`}>
      <Form
        name="profile"
        schema={profileSchema}
        defaults={{ name: me.name, locale: me.locale, theme: me.theme, time_zone: me.time_zone }}
        onSubmit={async (values) => {
          await submit(values)
          chooseTheme(values.theme)
          setTimeZone(values.time_zone)
          if (values.locale !== locale) await chooseLocale(values.locale)
        }}
      >
        {(form) => (
          <>
            <FollowTopBar me={me} form={form} />
            <TextField form="profile" name="name" autoComplete="name" label={t`Name`} />
            <div className="grid-2">
              <SelectField
                form="profile"
                name="locale"
                label={t`Language of the panel and emails`}
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
            <ComboField
              form="profile"
              name="time_zone"
              label={t`Time zone`}
              help={t`Times in emails are shown in it`}
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

function Account({ me }: { me: Me }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Sign-in`}>
      <div className="stack">
        <KeyValues
          facts={[
            me.account !== null && { label: t`Account`, value: me.account.name },
            { label: t`With us since`, value: dateTime(me.created_at, locale, 'date') },
          ]}
        />
        <div>
          <ActionButton action={signOut} subject={locale} />
        </div>
      </div>
    </Card>
  )
}
