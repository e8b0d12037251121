import { lazy } from 'react'
import { withCatalogs } from './factors'

/** Where somebody is signed in and was: for themselves and for staff, with the words for it. */
export const DeviceList = lazy(async () => ({
  default: (await withCatalogs(() => import('./DeviceList'))).DeviceList,
}))
export const SignInList = lazy(async () => ({
  default: (await withCatalogs(() => import('./SignInList'))).SignInList,
}))
export const SignInLog = lazy(async () => ({
  default: (await withCatalogs(() => import('./SignInLog'))).SignInLog,
}))
