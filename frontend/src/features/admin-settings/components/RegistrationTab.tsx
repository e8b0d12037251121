import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { AreaField, SelectField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { saveRegistration } from '../actions'
import { registrationQuery } from '../api'
import { registrationSchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'

export function RegistrationTab() {
  const query = useQuery(registrationQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={4} />}>
      {(group) => <RegistrationForm key={group.version} group={group} />}
    </Loaded>
  )
}

function RegistrationForm({ group }: { group: Schema<'SettingsRead_RegistrationSettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(saveRegistration)
  const { version } = group
  const { rule = 'open', domains = [] } = group.values
  return (
    <Card title={t`Registration`}>
      <Form
        name="registration"
        schema={registrationSchema}
        defaults={{ rule, domains: domains.join('\n') }}
        describe={describeSettings}
        onSubmit={(values) => submit({ version, values })}
      >
        {() => (
          <>
            <SelectField
              form="registration"
              name="rule"
              label={t`Who may register`}
              options={[
                { value: 'open', label: t`Everybody` },
                { value: 'invite', label: t`Those with an invitation` },
                { value: 'closed', label: t`Nobody` },
              ]}
            />
            <AreaField
              form="registration"
              name="domains"
              label={t`Domains of email addresses`}
              help={t`One per line. Empty: addresses of every domain`}
            />
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}
