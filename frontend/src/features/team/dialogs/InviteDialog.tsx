import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { invite } from '../actions'
import { GrantFields } from '../components/GrantFields'
import { inviteSchema } from '../forms'
import { describeTeam } from '../labels'

export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(invite)
  return (
    <FormDialog
      title={t`Invite someone`}
      submit={<Trans>Send the invitation</Trans>}
      onClose={onClose}
      name="invite"
      schema={inviteSchema}
      defaults={{ email: '', role: 'technical', scope: 'all', services: [], until: '' }}
      describe={describeTeam}
      onSubmit={(values) => submit(values)}
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
        </>
      )}
    </FormDialog>
  )
}
