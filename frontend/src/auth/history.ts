import { lazy } from 'react'
import { withWords } from './factors'

/** Where somebody is signed in and was: for themselves and for staff, with the words for it. */
export const DeviceList = lazy(async () => ({
  default: (await withWords(() => import('./DeviceList'))).DeviceList,
}))
export const SignInList = lazy(async () => ({
  default: (await withWords(() => import('./SignInList'))).SignInList,
}))
export const SignInLog = lazy(async () => ({
  default: (await withWords(() => import('./SignInLog'))).SignInLog,
}))
