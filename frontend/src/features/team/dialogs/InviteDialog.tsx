import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import Dialog from '~/design/primitives/Dialog'
import { invite } from '../actions'
import { GrantFields } from '../components/GrantFields'
import { inviteSchema } from '../forms'
import { describeTeam } from '../labels'

export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(invite)
  return (
    <Dialog title={t`Invite somebody`} onClose={onClose}>
      <Form
        name="invite"
        schema={inviteSchema}
        defaults={{ email: '', role: 'technical', scope: 'all', services: [], until: '' }}
        describe={describeTeam}
        onSubmit={async (values) => {
          await submit(values)
          onClose()
        }}
      >
        {() => (
          <>
            <TextField
              focused
              form="invite"
              name="email"
              type="email"
              autoComplete="off"
              label={t`Email`}
              help={t`We send a link there. It has to be the address this person signs in with.`}
            />
            <GrantFields form="invite" />
            <div>
              <SubmitButton>
                <Trans>Send the invitation</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  )
}
