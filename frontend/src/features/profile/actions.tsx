import { msg, plural } from '@lingui/core/macro'
import {
  IconCheck,
  IconDeviceFloppy,
  IconDownload,
  IconFingerprint,
  IconKey,
  IconLogout,
  IconMail,
  IconPhone,
  IconPhoto,
  IconQrcode,
  IconRefresh,
  IconShieldOff,
  IconTrash,
  IconUserX,
  IconX,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys, scopeKey } from '~/api/keys'
import { meQuery } from '~/auth/me'
import { makePasskey, type PasskeyTask } from '~/auth/passkeys'
import { session } from '~/auth/session'
import { type Locale, localized } from '~/lib/locale'
import * as api from './api'
import { describeProfile } from './labels'

const everything = () => [scopeKey('person')]
const describe = describeProfile

export const save = defineAction<api.ProfilePatch>({
  id: 'profile.save',
  harm: 'none',
  label: msg`Save`,
  icon: IconDeviceFloppy,
  perform: async (changes, { queries }) => {
    queries.setQueryData(meQuery.queryKey, await api.patchProfile(changes))
    return { title: msg`The profile is saved` }
  },
})

export const resendVerificationEmail = defineAction<string>({
  id: 'profile.resend-letter',
  harm: 'none',
  label: msg`Send the email again`,
  icon: IconMail,
  perform: async (email) => {
    await api.requestVerificationEmail(email)
    return { title: msg`The email is on its way to ${email}` }
  },
})

export const signOut = defineAction<Locale>({
  id: 'profile.sign-out',
  harm: 'none',
  label: msg`Sign out`,
  icon: IconLogout,
  perform: async (locale) => {
    await session.signOut()
    location.assign(localized('/sign-in', locale))
  },
})

export interface PictureUpload {
  file: File
  onProgress: (percent: number) => void
}

export const changeAvatar = defineAction<PictureUpload>({
  id: 'profile.change-avatar',
  harm: 'none',
  label: msg`Choose a picture`,
  icon: IconPhoto,
  describe,
  invalidates: everything,
  perform: async ({ file, onProgress }) => {
    await api.setAvatar(file, onProgress)
    return { title: msg`The picture is changed` }
  },
})

export const removeAvatar = defineAction({
  id: 'profile.remove-avatar',
  harm: 'none',
  label: msg`Remove the picture`,
  icon: IconTrash,
  invalidates: everything,
  perform: async () => {
    await api.removeAvatar()
    return { title: msg`The picture is removed` }
  },
})

export const changeEmail = defineAction<string>({
  id: 'profile.change-email',
  harm: 'none',
  label: msg`Change the address`,
  icon: IconMail,
  describe,
  invalidates: everything,
  perform: async (email) => {
    await api.changeEmail(email)
    return { title: msg`A message with a code is on its way to ${email}` }
  },
})

export const confirmEmail = defineAction<string>({
  id: 'profile.confirm-email',
  harm: 'none',
  label: msg`Confirm`,
  icon: IconCheck,
  describe,
  invalidates: everything,
  perform: async (code) => {
    await api.confirmEmail(code)
    return { title: msg`The address is changed` }
  },
})

export const keepEmail = defineAction({
  id: 'profile.keep-email',
  harm: 'none',
  label: msg`Keep the current one`,
  icon: IconX,
  invalidates: everything,
  perform: async () => {
    await api.keepEmail()
    return { title: msg`The address stays as it is` }
  },
})

export interface PhoneAsked {
  phone: string
  /** Hears the number as the server understood it. */
  onSent: (number: string) => void
}

export const changePhone = defineAction<PhoneAsked>({
  id: 'profile.change-phone',
  harm: 'none',
  label: msg`Send a code`,
  icon: IconPhone,
  describe,
  invalidates: everything,
  perform: async ({ phone, onSent }) => {
    const asked = await api.changePhone(phone)
    onSent(asked.phone)
    return { title: msg`A message with a code is on its way to ${asked.phone}` }
  },
})

export const confirmPhone = defineAction<string>({
  id: 'profile.confirm-phone',
  harm: 'none',
  label: msg`Confirm`,
  icon: IconCheck,
  describe,
  invalidates: everything,
  perform: async (code) => {
    await api.confirmPhone(code)
    return { title: msg`The number is confirmed` }
  },
})

export const removePhone = defineAction({
  id: 'profile.remove-phone',
  harm: 'notice',
  label: msg`Remove the number`,
  icon: IconTrash,
  confirm: () => ({
    title: msg`Remove the number?`,
    body: msg`We will not be able to call you, even when something is urgent.`,
    confirm: msg`Remove the number`,
  }),
  invalidates: everything,
  perform: async () => {
    await api.removePhone()
    return { title: msg`The number is removed` }
  },
})

export const changePassword = defineAction<string>({
  id: 'profile.change-password',
  harm: 'none',
  label: msg`Change the password`,
  icon: IconKey,
  describe,
  invalidates: everything,
  perform: async (new_password) => {
    await api.changePassword({ new_password })
    return {
      title: msg`The password is changed`,
      detail: msg`Every other device was signed out`,
    }
  },
})

export const beginTotp = defineAction<(setup: api.TotpSetup) => void>({
  id: 'profile.begin-totp',
  harm: 'none',
  label: msg`Set up an app`,
  icon: IconQrcode,
  describe,
  perform: async (show) => {
    show(await api.beginTotp())
  },
})

export type ShowCodes = (codes: string[]) => void

export const confirmTotp = defineAction<{ code: string; show: ShowCodes }>({
  id: 'profile.confirm-totp',
  harm: 'none',
  label: msg`Turn it on`,
  icon: IconCheck,
  describe,
  invalidates: everything,
  perform: async ({ code, show }) => {
    show((await api.confirmTotp(code)).recovery_codes)
    return { title: msg`The authenticator app is on`, detail: msg`Keep the recovery codes now` }
  },
})

export const disableTotp = defineAction({
  id: 'profile.disable-totp',
  harm: 'notice',
  label: msg`Turn it off`,
  icon: IconShieldOff,
  confirm: () => ({
    title: msg`Turn the authenticator app off?`,
    body: msg`Its codes will stop working, and your other devices will be signed out.`,
    confirm: msg`Turn it off`,
  }),
  invalidates: everything,
  perform: async () => {
    await api.disableTotp()
    return { title: msg`The authenticator app is off` }
  },
})

export const renewCodes = defineAction<ShowCodes>({
  id: 'profile.renew-codes',
  harm: 'notice',
  label: msg`Make new codes`,
  icon: IconRefresh,
  describe,
  confirm: () => ({
    title: msg`Make new recovery codes?`,
    body: msg`The ones you kept will stop working, and your other devices will be signed out.`,
    confirm: msg`Make new codes`,
  }),
  invalidates: everything,
  perform: async (show) => {
    show((await api.renewRecoveryCodes()).recovery_codes)
    return { title: msg`The old recovery codes no longer work` }
  },
})

export const addPasskey = defineAction<string>({
  id: 'profile.add-passkey',
  harm: 'none',
  label: msg`Add a passkey`,
  icon: IconFingerprint,
  describe,
  invalidates: everything,
  perform: async (name) => {
    const answer = await makePasskey((await api.askForNewPasskey()) as PasskeyTask)
    if (!answer) return undefined
    await api.addPasskey(name, answer)
    return { title: msg`The passkey is added`, detail: msg`Every other device was signed out` }
  },
})

export const renamePasskey = defineAction<{ passkey: api.Passkey; name: string }>({
  id: 'profile.rename-passkey',
  harm: 'none',
  label: msg`Save`,
  icon: IconDeviceFloppy,
  subjectKey: ({ passkey }) => passkey.id,
  invalidates: everything,
  perform: async ({ passkey, name }) => {
    await api.renamePasskey(passkey.id, name)
    return { title: msg`The passkey is called ${name} now` }
  },
})

export const removePasskey = defineAction<api.Passkey>({
  id: 'profile.remove-passkey',
  harm: 'notice',
  label: msg`Remove`,
  icon: IconTrash,
  subjectKey: ({ id }) => id,
  confirm: ({ name }) => ({
    title: msg`Remove the passkey ${name}?`,
    body: msg`It will not sign you in any more, and your other devices will be signed out.`,
    confirm: msg`Remove`,
  }),
  invalidates: everything,
  perform: async ({ id, name }) => {
    await api.removePasskey(id)
    return { title: msg`The passkey ${name} is removed` }
  },
})

export const endDevice = defineAction<api.Device>({
  id: 'profile.end-device',
  harm: 'none',
  label: msg`Sign it out`,
  icon: IconLogout,
  visible: ({ current }) => !current,
  subjectKey: ({ id }) => id,
  invalidates: () => [keys.sessions.all],
  perform: async ({ id }) => {
    await api.endDevice(id)
    return { title: msg`That device is signed out` }
  },
})

export const endOthers = defineAction({
  id: 'profile.end-others',
  harm: 'notice',
  label: msg`Sign all others out`,
  icon: IconLogout,
  confirm: () => ({
    title: msg`Sign every other device out?`,
    body: msg`Only this one stays signed in.`,
    confirm: msg`Sign all others out`,
  }),
  invalidates: () => [keys.sessions.all],
  perform: async () => {
    const { ended } = await api.endOtherDevices()
    return {
      title: msg`${plural(ended, { one: '# device was signed out', other: '# devices were signed out' })}`,
    }
  },
})

/** The subject: whether a copy is being made already. */
export const requestExport = defineAction<boolean>({
  id: 'profile.request-export',
  harm: 'none',
  label: msg`Get a copy of your data`,
  icon: IconDownload,
  enabled: (pending) =>
    !pending || msg`Your data is already being collected. The link comes by email`,
  describe,
  invalidates: () => [keys.exports.all],
  perform: async () => {
    await withIdempotencyKey('export', api.requestExport)
    return {
      title: msg`Your data is being collected`,
      detail: msg`The link comes by email and is valid for 48 hours`,
    }
  },
})

export const eraseMe = defineAction<{ email: string; locale: Locale }>({
  id: 'profile.erase',
  harm: 'destroy',
  label: msg`Close my account and erase my data`,
  icon: IconUserX,
  describe,
  confirm: ({ email }) => ({
    title: msg`Close the account and erase everything?`,
    body: msg`Your profile and the account will be emptied for good, and you will be signed out everywhere. This cannot be undone.`,
    confirm: msg`Erase for good`,
    typed: email,
  }),
  perform: async ({ email, locale }) => {
    await api.eraseMe(email)
    await session.signOut()
    location.assign(localized('/', locale))
  },
})
