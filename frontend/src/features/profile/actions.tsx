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
  label: msg`Save`,
  icon: IconDeviceFloppy,
  perform: async (changes, { queries }) => {
    queries.setQueryData(meQuery.queryKey, await api.patchProfile(changes))
    return { title: msg`The profile is saved` }
  },
})

export const resendVerificationEmail = defineAction<string>({
  id: 'profile.resend-letter',
  label: msg`Send the letter again`,
  icon: IconMail,
  perform: async (email) => {
    await api.requestVerificationEmail(email)
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

export interface PictureUpload {
  file: File
  onProgress: (percent: number) => void
}

export const changeAvatar = defineAction<PictureUpload>({
  id: 'profile.change-avatar',
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
  label: msg`Keep the present one`,
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
  label: msg`Remove the number`,
  icon: IconTrash,
  danger: true,
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
  label: msg`Turn it off`,
  icon: IconShieldOff,
  danger: true,
  confirm: () => ({
    title: msg`Turn the authenticator app off?`,
    body: msg`Its codes will not count any more, and your other devices will be signed out.`,
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
  label: msg`Make new codes`,
  icon: IconRefresh,
  danger: true,
  describe,
  confirm: () => ({
    title: msg`Make new recovery codes?`,
    body: msg`Those you have kept will not count any more, and your other devices will be signed out.`,
    confirm: msg`Make new codes`,
  }),
  invalidates: everything,
  perform: async (show) => {
    show((await api.renewRecoveryCodes()).recovery_codes)
    return { title: msg`The old recovery codes do not count any more` }
  },
})

export const addPasskey = defineAction<string>({
  id: 'profile.add-passkey',
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
  label: msg`Remove`,
  icon: IconTrash,
  danger: true,
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
  label: msg`Sign all others out`,
  icon: IconLogout,
  danger: true,
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
  label: msg`Get a copy of your data`,
  icon: IconDownload,
  enabled: (pending) =>
    !pending || msg`Your data is being collected already. The link comes by mail`,
  describe,
  invalidates: () => [keys.exports.all],
  perform: async () => {
    await withIdempotencyKey('export', api.requestExport)
    return {
      title: msg`Your data is being collected`,
      detail: msg`The link comes by mail and counts for 48 hours`,
    }
  },
})

export const eraseMe = defineAction<{ email: string; locale: Locale }>({
  id: 'profile.erase',
  label: msg`Close my account and erase my data`,
  icon: IconUserX,
  danger: true,
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
