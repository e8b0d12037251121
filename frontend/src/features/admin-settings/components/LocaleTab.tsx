import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { ComboField } from '~/design/patterns/ComboField'
import { Form } from '~/design/patterns/Form'
import { SelectField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { countries, currencies, timeZones } from '~/lib/places'
import { saveLocale } from '../actions'
import { localeQuery } from '../api'
import { localeSchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'
import { Setting } from './Setting'

export function LocaleTab() {
  const query = useQuery(localeQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={7} />}>
      {(group) => <LocaleForm key={group.version} group={group} />}
    </Loaded>
  )
}

function LocaleForm({ group }: { group: Schema<'SettingsRead_LocaleSettings_'> }) {
  const { t } = useLingui()
  const locale = useLocale()
  const submit = useSubmit(saveLocale)
  const { version } = group
  const { language = 'ru', country = '', time_zone = 'UTC', currency = '' } = group.values
  const lands = useMemo(() => countries(locale), [locale])
  const zones = useMemo(() => timeZones(time_zone, locale), [time_zone, locale])
  const money = useMemo(() => currencies(currency, locale), [currency, locale])
  return (
    <Card title={t`Language and currency`}>
      <Form
        name="locale"
        schema={localeSchema}
        defaults={{ language, country, time_zone, currency }}
        describe={describeSettings}
        places={{ currency_in_use: 'currency' }}
        onSubmit={(values) => submit({ version, values })}
      >
        {() => (
          <>
            <SelectField
              form="locale"
              name="language"
              label={t`Language`}
              help={t`Public pages open in it, and new people begin with it, unless they choose another`}
              options={[
                { value: 'en', label: 'English' },
                { value: 'ru', label: 'Русский' },
              ]}
            />
            <ComboField
              form="locale"
              name="country"
              label={t`Country`}
              help={t`New customers start with it, and phone numbers without a country code belong to it`}
              options={lands}
            />
            <ComboField
              form="locale"
              name="time_zone"
              label={t`Time zone`}
              help={t`New customers start with it and can choose another`}
              options={zones}
            />
            <Setting group={group} name="currency" label={t`Currency`} value={currency}>
              <ComboField
                form="locale"
                name="currency"
                label={t`Currency`}
                help={t`Of prices, balances and reports. It stays once something is priced or paid in it`}
                options={money}
              />
            </Setting>
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}
