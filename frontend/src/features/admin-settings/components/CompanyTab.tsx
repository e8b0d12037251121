import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { AreaField, TextField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { saveCompany } from '../actions'
import { companyQuery } from '../api'
import { companySchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'
import { Setting } from './Setting'

export function CompanyTab() {
  const query = useQuery(companyQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={9} />}>
      {(group) => <CompanyForm key={group.version} group={group} />}
    </Loaded>
  )
}

function CompanyForm({ group }: { group: Schema<'SettingsRead_CompanySettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(saveCompany)
  const { values, version } = group
  return (
    <Card title={t`Company`}>
      <Form
        name="company"
        schema={companySchema}
        defaults={values}
        describe={describeSettings}
        onSubmit={(form) => submit({ version, values: form })}
      >
        {() => (
          <>
            <Setting group={group} name="name" label={t`Company name`} value={values.name}>
              <TextField
                form="company"
                name="name"
                autoComplete="organization"
                label={t`Company name`}
                help={t`In emails and payments`}
              />
            </Setting>
            <TextField form="company" name="legal_name" label={t`Legal name`} />
            <AreaField form="company" name="address" label={t`Address`} />
            <div className="grid-2">
              <TextField form="company" name="tax_id" label={t`Tax number`} />
              <TextField form="company" name="registration_number" label={t`Registration number`} />
            </div>
            <AreaField form="company" name="bank_details" label={t`Bank details`} />
            <div className="grid-2">
              <TextField
                form="company"
                name="support_email"
                type="email"
                label={t`Support email`}
              />
              <TextField form="company" name="support_phone" type="tel" label={t`Support phone`} />
            </div>
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}
