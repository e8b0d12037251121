import { Trans, useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Card } from '~/design/primitives/Card'
import { remove, rename } from '../actions'
import type { Service } from '../api'
import { renameSchema } from '../forms'

export function SettingsTab({ service }: { service: Service }) {
  const { t } = useLingui()
  const save = useSubmit(rename)
  return (
    <div className="stack">
      <Card title={t`Name`}>
        <Form
          name="rename"
          schema={renameSchema}
          defaults={{ hostname: service.hostname }}
          onSubmit={({ hostname }) => save({ service, hostname })}
        >
          {() => (
            <>
              <TextField
                form="rename"
                name="hostname"
                lower
                mono
                spellCheck={false}
                autoComplete="off"
                label={t`Name of the service`}
                help={t`Latin letters, digits and hyphens. The address does not change.`}
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
      <Card title={t`Deletion`}>
        <div className="row row--between row--wrap">
          <p className="small second">
            <Trans>
              Deletes the container and everything in it. We will ask for its name first.
            </Trans>
          </p>
          <ActionButton action={remove} subject={service} variant="danger-outline" />
        </div>
      </Card>
    </div>
  )
}
