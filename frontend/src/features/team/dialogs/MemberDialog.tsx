import { Trans } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton } from '~/design/patterns/fields'
import Dialog from '~/design/primitives/Dialog'
import { change } from '../actions'
import type { Member } from '../api'
import { GrantFields } from '../components/GrantFields'
import { dayOf, type GrantForm, grantSchema } from '../forms'
import { describeTeam } from '../labels'

interface Props {
  member: Member
  onClose: () => void
}

export default function MemberDialog({ member, onClose }: Props) {
  const submit = useSubmit(change)
  return (
    <Dialog title={member.user.name} onClose={onClose}>
      <Form
        name="member"
        schema={grantSchema}
        defaults={{
          role: member.role as GrantForm['role'],
          scope: (member.services ? 'some' : 'all') as GrantForm['scope'],
          services: member.services ?? [],
          until: dayOf(member.expires_at),
        }}
        describe={describeTeam}
        onSubmit={async (form) => {
          await submit({ member, form })
          onClose()
        }}
      >
        {() => (
          <>
            <p className="small second break">{member.user.email}</p>
            <GrantFields form="member" />
            <div>
              <SubmitButton>
                <Trans>Save</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  )
}
