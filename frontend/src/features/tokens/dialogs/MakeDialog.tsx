import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useSubmit } from '~/actions/useSubmit'
import { ChecksField } from '~/design/patterns/ChecksField'
import { FormDialog } from '~/design/patterns/FormDialog'
import { SelectField, TextField } from '~/design/patterns/fields'
import { make } from '../actions'
import { type Kind, type MadeToken, serviceNamesQuery } from '../api'
import { PermissionFields } from '../components/PermissionFields'
import { dayFromNow, type TokenForm, tokenSchema } from '../forms'
import { describeToken } from '../labels'
import { Secret } from './Secret'

interface Props {
  kind: Kind
  onClose: () => void
}

const form = 'token'

export default function MakeDialog({ kind, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(make)
  const [made, setMade] = useState<MadeToken | null>(null)
  if (made) return <Secret made={made} onClose={onClose} />
  return (
    <FormDialog
      title={kind === 'personal' ? t`A token of your own` : t`A token of the account`}
      submit={<Trans>Make the token</Trans>}
      onClose={onClose}
      onDone={() => undefined}
      name={form}
      schema={tokenSchema}
      defaults={{
        name: '',
        permissions: [],
        scope: 'all',
        services: [],
        until: dayFromNow(90),
        networks: '',
      }}
      describe={describeToken}
      onSubmit={(values) => submit({ kind, form: values, onMade: setMade })}
    >
      {() => (
        <>
          <p className="small second">
            {kind === 'personal' ? (
              <Trans>
                It works as you, and never does more than you may do at that moment. It ends when
                you leave the account.
              </Trans>
            ) : (
              <Trans>
                It belongs to the account, and ends when the person who made it loses access.
              </Trans>
            )}
          </p>
          <TextField
            focused
            form={form}
            name="name"
            autoComplete="off"
            label={t`Name`}
            help={t`So that you know later what uses it: “deploys from CI”`}
          />
          <ScopeFields />
          <PermissionFields form={form} />
          <TextField
            form={form}
            name="until"
            type="date"
            label={t`Works until`}
            help={t`A year at most`}
          />
          <TextField
            mono
            form={form}
            name="networks"
            autoComplete="off"
            spellCheck={false}
            placeholder="203.0.113.0/24"
            label={t`Only from these addresses`}
            help={t`Networks or addresses, separated by commas. Empty: from anywhere.`}
          />
        </>
      )}
    </FormDialog>
  )
}

function ScopeFields() {
  const { t } = useLingui()
  const some = useFormContext<TokenForm>().watch('scope') === 'some'
  const { data } = useQuery({ ...serviceNamesQuery, enabled: some })
  return (
    <>
      <SelectField
        form={form}
        name="scope"
        label={t`Access to`}
        options={[
          { value: 'all', label: t`All services` },
          { value: 'some', label: t`Chosen services` },
        ]}
      />
      {some && data && (
        <ChecksField
          form={form}
          name="services"
          label={t`Services`}
          options={data.items.map(({ id, hostname }) => ({ value: id, label: hostname }))}
        />
      )}
    </>
  )
}
