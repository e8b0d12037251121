import { msg } from '@lingui/core/macro'
import {
  IconBuilding,
  IconCrown,
  IconDoorExit,
  IconEdit,
  IconMailX,
  IconUserMinus,
  IconUserPlus,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys } from '~/api/keys'
import { meQuery } from '~/auth/me'
import {
  changeMember,
  type Invitation,
  leaveAccount,
  type Member,
  makeOwner,
  removeMember,
  saveCompany,
  invite as sendInvitation,
  withdrawInvitation,
} from './api'
import { type CompanyForm, endOfDay, type GrantForm, type InviteForm } from './forms'
import { describeTeam, narrowable } from './labels'

const lists = () => [keys.members.all, keys.invitations.all, keys.audit.all]

/** The server says what may be done about each member. */
const offered = (name: Member['allowed_actions'][number]) => (row: Row) =>
  row.member.allowed_actions.includes(name)

export interface Row {
  member: Member
  accountName: string
  /** Opens the form about this member. */
  edit: (member: Member) => void
}

const about = ({ member }: Row) => member.id

/** What a form about rights says to the server. */
function grantOf(form: GrantForm) {
  const narrowed = form.scope === 'some' && narrowable.includes(form.role)
  return {
    role: form.role,
    services: narrowed ? form.services : null,
    expires_at: endOfDay(form.until),
  }
}

/** Opens the dialog; what is sent from there is `invite`. */
export const openInvite = defineAction<() => void>({
  id: 'team.invite.open',
  harm: 'none',
  label: msg`Invite someone`,
  icon: IconUserPlus,
  permission: 'accounts:manage',
  perform: async (open) => {
    open()
  },
})

export const invite = defineAction<InviteForm>({
  id: 'team.invite',
  harm: 'none',
  label: msg`Invite someone`,
  icon: IconUserPlus,
  permission: 'accounts:manage',
  subjectKey: ({ email }) => email,
  perform: async (form) => {
    const body = { email: form.email, ...grantOf(form) }
    await withIdempotencyKey(`invite:${JSON.stringify(body)}`, (key) => sendInvitation(body, key))
    return {
      title: msg`The invitation is on its way to ${form.email}`,
      detail: msg`Its link works for a week`,
    }
  },
  describe: describeTeam,
  invalidates: lists,
})

export const withdraw = defineAction<Invitation>({
  id: 'team.withdraw',
  harm: 'notice',
  label: msg`Withdraw`,
  icon: IconMailX,
  permission: 'accounts:manage',
  subjectKey: (invitation) => invitation.id,
  confirm: (invitation) => ({
    title: msg`Withdraw the invitation to ${invitation.email}?`,
    body: msg`The link in the email stops working at once.`,
    confirm: msg`Withdraw`,
  }),
  perform: async (invitation) => {
    await withdrawInvitation(invitation.id)
    return { title: msg`The invitation to ${invitation.email} is withdrawn` }
  },
  describe: describeTeam,
  invalidates: lists,
})

export const openChange = defineAction<Row>({
  id: 'team.change.open',
  harm: 'none',
  label: msg`Change the role`,
  icon: IconEdit,
  permission: 'accounts:manage',
  visible: offered('update'),
  subjectKey: about,
  perform: async ({ member, edit }) => {
    edit(member)
  },
})

export const change = defineAction<{ member: Member; form: GrantForm }>({
  id: 'team.change',
  harm: 'none',
  label: msg`Change the role`,
  icon: IconEdit,
  permission: 'accounts:manage',
  subjectKey: ({ member }) => member.id,
  perform: async ({ member, form }) => {
    await changeMember(member.id, grantOf(form))
    return { title: msg`What ${member.user.name} may do is saved` }
  },
  describe: describeTeam,
  invalidates: lists,
})

export const transferOwnership = defineAction<Row>({
  id: 'team.make_owner',
  harm: 'destroy',
  label: msg`Make the owner`,
  icon: IconCrown,
  permission: 'accounts:manage',
  visible: offered('make_owner'),
  subjectKey: about,
  confirm: ({ member, accountName }) => ({
    title: msg`Give ${accountName} to ${member.user.name}?`,
    body: msg`${member.user.name} becomes the owner, and you stay as an administrator. Only the new owner can take this back.`,
    confirm: msg`Hand the account over`,
    typed: accountName,
  }),
  perform: async ({ member }) => {
    await makeOwner(member.id)
    return { title: msg`${member.user.name} is the owner now` }
  },
  describe: describeTeam,
  invalidates: () => [...lists(), keys.me.all],
})

export const remove = defineAction<Row>({
  id: 'team.remove',
  harm: 'notice',
  label: msg`Remove from the team`,
  icon: IconUserMinus,
  permission: 'accounts:manage',
  visible: offered('remove'),
  subjectKey: about,
  confirm: ({ member }) => ({
    title: msg`Remove ${member.user.name} from the team?`,
    body: msg`Access ends at once, and so do this person's API tokens for the account.`,
    confirm: msg`Remove`,
  }),
  perform: async ({ member }) => {
    await removeMember(member.id)
    return { title: msg`${member.user.name} is no longer in the team` }
  },
  describe: describeTeam,
  invalidates: lists,
})

export const leave = defineAction<Row>({
  id: 'team.leave',
  harm: 'destroy',
  label: msg`Leave the team`,
  icon: IconDoorExit,
  visible: offered('leave'),
  subjectKey: about,
  confirm: ({ accountName }) => ({
    title: msg`Leave ${accountName}?`,
    body: msg`You lose access at once. Only a new invitation brings it back.`,
    confirm: msg`Leave`,
    typed: accountName,
  }),
  perform: async (_, { queries }) => {
    await leaveAccount()
    // The panel says by itself that the account is gone, and forgets what was read of it.
    await queries.fetchQuery({ ...meQuery, staleTime: 0 })
  },
  describe: describeTeam,
})

export const saveDetails = defineAction<CompanyForm>({
  id: 'team.company',
  harm: 'none',
  label: msg`Save`,
  icon: IconBuilding,
  permission: 'accounts:manage',
  perform: async ({ country, region, city, postal_code, line1, line2, ...rest }) => {
    await saveCompany({ ...rest, address: { country, region, city, postal_code, line1, line2 } })
    return { title: msg`The company's details are saved` }
  },
  invalidates: () => [keys.account.all, keys.me.all, keys.audit.all],
})

export const memberActions = [openChange, transferOwnership, remove, leave]
