import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSubmit } from '~/actions/useSubmit'
import { useCan } from '~/auth/me'
import { ComboField } from '~/design/patterns/ComboField'
import { Form } from '~/design/patterns/Form'
import { SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { countries, countryName, timeZones } from '~/lib/places'
import { saveDetails } from '../actions'
import { type Company, companyQuery } from '../api'
import { TeamTabs } from '../components/TeamTabs'
import { companySchema } from '../forms'

export default function CompanyPage() {
  const { t } = useLingui()
  const query = useQuery(companyQuery)
  const company = query.data
  const may = useCan()('accounts:manage')
  return (
    <ModulePage
      title={t`Company`}
      description={t`Who invoices are made out to, and how to reach the account`}
      tabs={<TeamTabs />}
      query={query}
      skeleton={<CardSkeleton lines={8} />}
    >
      {company &&
        (may ? (
          <Details key={company.id} company={company} />
        ) : (
          <CompanyDetails company={company} />
        ))}
    </ModulePage>
  )
}

function Details({ company }: { company: Company }) {
  const { t } = useLingui()
  const submit = useSubmit(saveDetails)
  const locale = useLocale()
  const zones = useMemo(() => timeZones(company.time_zone, locale), [company.time_zone, locale])
  const nations = useMemo(() => countries(locale), [locale])
  const { name, legal_name, tax_id, registration_number, address, time_zone } = company
  const form = 'company'
  return (
    <Form
      name={form}
      schema={companySchema}
      defaults={{
        name,
        legal_name,
        tax_id,
        registration_number,
        ...address,
        locale: company.locale,
        time_zone,
      }}
      onSubmit={submit}
    >
      {() => (
        <>
          <Card title={t`Account`}>
            <div className="stack">
              <div className="grid-2">
                <TextField
                  form={form}
                  name="name"
                  autoComplete="organization"
                  label={t`Name of the account`}
                  help={t`As the team sees it in the panel`}
                />
                <SelectField
                  form={form}
                  name="locale"
                  label={t`Language of invoices and emails`}
                  options={[
                    { value: 'ru', label: 'Русский' },
                    { value: 'en', label: 'English' },
                  ]}
                />
              </div>
              <ComboField
                form={form}
                name="time_zone"
                label={t`Time zone`}
                help={t`Periods of subscriptions begin at midnight there`}
                options={zones}
              />
            </div>
          </Card>
          <Card title={t`For invoices`}>
            <div className="stack">
              <TextField form={form} name="legal_name" label={t`Legal name`} />
              <div className="grid-2">
                <TextField
                  mono
                  form={form}
                  name="tax_id"
                  autoComplete="off"
                  label={t`Tax number`}
                />
                <TextField
                  mono
                  form={form}
                  name="registration_number"
                  autoComplete="off"
                  label={t`Registration number`}
                />
              </div>
            </div>
          </Card>
          <Card title={t`Address`}>
            <div className="stack">
              <div className="grid-2">
                <ComboField
                  form={form}
                  name="country"
                  autoComplete="country-name"
                  label={t`Country`}
                  help={t`Start typing its name`}
                  options={nations}
                />
                <TextField
                  form={form}
                  name="postal_code"
                  autoComplete="postal-code"
                  label={t`Postal code`}
                />
                <TextField
                  form={form}
                  name="region"
                  autoComplete="address-level1"
                  label={t`Region`}
                />
                <TextField form={form} name="city" autoComplete="address-level2" label={t`City`} />
              </div>
              <TextField
                form={form}
                name="line1"
                autoComplete="address-line1"
                label={t`Street and house`}
              />
              <TextField
                form={form}
                name="line2"
                autoComplete="address-line2"
                label={t`Office, floor, building`}
              />
            </div>
          </Card>
          <div>
            <SubmitButton>
              <Trans>Save</Trans>
            </SubmitButton>
          </div>
        </>
      )}
    </Form>
  )
}

/** Who may not change it reads it. */
function CompanyDetails({ company }: { company: Company }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { address } = company
  const shown = [
    address.postal_code,
    countryName(address.country, locale),
    address.region,
    address.city,
  ]
    .concat(address.line1, address.line2)
    .filter(Boolean)
    .join(', ')
  return (
    <Card title={company.name}>
      <KeyValues
        facts={[
          { label: t`Legal name`, value: company.legal_name || null },
          { label: t`Tax number`, value: company.tax_id || null },
          { label: t`Registration number`, value: company.registration_number || null },
          { label: t`Address`, value: shown || null },
          { label: t`Time zone`, value: company.time_zone },
        ]}
      />
    </Card>
  )
}
