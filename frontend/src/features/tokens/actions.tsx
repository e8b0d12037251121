import { msg } from '@lingui/core/macro'
import { IconEdit, IconKey, IconKeyOff } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { type Kind, type MadeToken, makeToken, renameToken, revokeToken, type Token } from './api'
import { endOfDay, networksOf, type TokenForm } from './forms'
import { describeToken } from './labels'

const lists = () => [keys.tokens.all, keys.audit.all]

/** Opens the dialog; what is sent from there is `make`. */
export const openMake = defineAction<() => void>({
  id: 'tokens.make.open',
  harm: 'none',
  label: msg`Create a token`,
  icon: IconKey,
  perform: async (open) => {
    open()
  },
})

interface Making {
  kind: Kind
  form: TokenForm
  /** The secret is in this one answer only. */
  onMade: (token: MadeToken) => void
}

export const make = defineAction<Making>({
  id: 'tokens.make',
  harm: 'none',
  label: msg`Create a token`,
  icon: IconKey,
  subjectKey: ({ kind }) => kind,
  perform: async ({ kind, form, onMade }) => {
    const made = await makeToken(kind, {
      name: form.name,
      permissions: form.permissions as MadeToken['permissions'] as never,
      services: form.scope === 'some' ? form.services : null,
      expires_at: endOfDay(form.until),
      networks: networksOf(form.networks),
    })
    onMade(made)
  },
  describe: describeToken,
  invalidates: lists,
})

export interface Row {
  token: Token
  /** Opens the form about this token. */
  edit: (token: Token) => void
}

export const openRename = defineAction<Row>({
  id: 'tokens.rename.open',
  harm: 'none',
  label: msg`Rename`,
  icon: IconEdit,
  subjectKey: ({ token }) => token.id,
  perform: async ({ token, edit }) => {
    edit(token)
  },
})

export const rename = defineAction<{ token: Token; name: string }>({
  id: 'tokens.rename',
  harm: 'none',
  label: msg`Rename`,
  icon: IconEdit,
  subjectKey: ({ token }) => token.id,
  perform: async ({ token, name }) => {
    await renameToken(token, name)
    return { title: msg`The name is saved` }
  },
  invalidates: lists,
})

export const revoke = defineAction<Row>({
  id: 'tokens.revoke',
  harm: 'destroy',
  label: msg`Revoke`,
  icon: IconKeyOff,
  subjectKey: ({ token }) => token.id,
  confirm: ({ token }) => ({
    title: msg`Revoke ${token.name}?`,
    body: msg`Programs that use it are refused from the next request on. This cannot be undone.`,
    confirm: msg`Revoke`,
    typed: token.name,
  }),
  perform: async ({ token }) => {
    await revokeToken(token)
    return { title: msg`${token.name} is revoked` }
  },
  describe: describeToken,
  invalidates: lists,
})

export const tokenActions = [openRename, revoke]
