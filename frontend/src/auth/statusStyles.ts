import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconCircleCheck,
  IconCircleX,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconHelpCircle,
  IconLock,
  IconShieldQuestion,
  IconTerminal2,
} from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '~/design/patterns/StatusBadge'

export type Device = Schema<'SessionRead'>
export type SignIn = Schema<'SignInRead'>

export const deviceIcons: Record<Device['device']['kind'], StatusStyle['icon']> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  program: IconTerminal2,
  unknown: IconHelpCircle,
}

export const outcomeStatusStyles: Record<SignIn['outcome'], StatusStyle> = {
  succeeded: { label: msg`Signed in`, tone: 'positive', icon: IconCircleCheck },
  second_factor_needed: {
    label: msg`Stopped at the second step`,
    tone: 'warning',
    icon: IconShieldQuestion,
  },
  wrong_password: { label: msg`Wrong password`, tone: 'critical', icon: IconCircleX },
  wrong_code: { label: msg`Wrong code`, tone: 'critical', icon: IconCircleX },
  wrong_passkey: { label: msg`Passkey refused`, tone: 'critical', icon: IconCircleX },
  locked: { label: msg`Blocked: too many attempts`, tone: 'critical', icon: IconLock },
}

export const methodLabels: Record<SignIn['method'], MessageDescriptor> = {
  password: msg`Password`,
  totp: msg`Code of the app`,
  recovery_code: msg`Recovery code`,
  passkey: msg`Passkey`,
}
