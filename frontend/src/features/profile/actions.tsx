import { msg } from '@lingui/core/macro'
import { IconDeviceFloppy, IconLogout, IconMail } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { meQuery } from '~/auth/me'
import { session } from '~/auth/session'
import { type Locale, localized } from '~/lib/locale'
import { type ProfilePatch, patchProfile, requestLetter } from './api'

export const save = defineAction<ProfilePatch>({
  id: 'profile.save',
  label: msg`Save`,
  icon: IconDeviceFloppy,
  perform: async (changes, { queries }) => {
    queries.setQueryData(meQuery.queryKey, await patchProfile(changes))
    return { title: msg`The profile is saved` }
  },
})

export const resendLetter = defineAction<string>({
  id: 'profile.resend-letter',
  label: msg`Send the letter again`,
  icon: IconMail,
  perform: async (email) => {
    await requestLetter(email)
    return { title: msg`The letter is on its way to ${email}` }
  },
})

export const signOut = defineAction<Locale>({
  id: 'profile.sign-out',
  label: msg`Sign out`,
  icon: IconLogout,
  perform: async (locale) => {
    await session.signOut()
    location.assign(localized('/sign-in', locale))
  },
})
