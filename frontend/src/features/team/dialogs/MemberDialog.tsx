import { Trans } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
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
    <FormDialog
      title={member.user.name}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name="member"
      schema={grantSchema}
      defaults={{
        role: member.role as GrantForm['role'],
        scope: (member.services ? 'some' : 'all') as GrantForm['scope'],
        services: member.services ?? [],
        until: dayOf(member.expires_at),
      }}
      describe={describeTeam}
      onSubmit={(form) => submit({ member, form })}
    >
      {() => (
        <>
          <p className="small second break">{member.user.email}</p>
          <GrantFields form="member" />
        </>
      )}
    </FormDialog>
  )
}
