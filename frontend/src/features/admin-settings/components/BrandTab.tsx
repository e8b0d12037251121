import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { TextField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { resetBrand, saveBrand } from '../actions'
import { brandQuery } from '../api'
import { brandSchema } from '../forms'
import { describeSettings } from '../labels'
import { AccentField } from './AccentField'
import { BrandPreview } from './BrandPreview'
import { LogoField } from './LogoField'
import { SaveButton } from './SaveButton'

export function BrandTab() {
  const query = useQuery(brandQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={9} />}>
      {(group) => <BrandForm key={group.version} group={group} />}
    </Loaded>
  )
}

function BrandForm({ group }: { group: Schema<'SettingsRead_BrandSettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(saveBrand)
  const { values, version } = group
  const isSet = Object.values(values).some(Boolean)
  return (
    <Form
      name="brand"
      schema={brandSchema}
      defaults={values}
      describe={describeSettings}
      onSubmit={(form) => submit({ version, values: form })}
    >
      {() => (
        <>
          <Card
            title={t`Brand`}
            aside={
              isSet && (
                <ActionButton action={resetBrand} subject={version} size="sm" variant="ghost" />
              )
            }
          >
            <div className="stack">
              <TextField
                form="brand"
                name="name"
                label={t`Brand name`}
                help={t`In the panel, on public pages and in emails. Empty: the name of the company`}
              />
              <AccentField />
              <div className="grid-2">
                <LogoField name="logo_light" label={t`Logo on a light ground`} theme="light" />
                <LogoField name="logo_dark" label={t`Logo on a dark ground`} theme="dark" />
              </div>
              <SaveButton />
            </div>
          </Card>
          <BrandPreview />
        </>
      )}
    </Form>
  )
}
