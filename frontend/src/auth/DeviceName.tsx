import { useLingui } from '@lingui/react/macro'
import type { Device } from './statusStyles'

type Known = Device['device']

/** `Firefox 140 on Windows`, in words; nothing that we know is said to be so. */
export function useDeviceName(): (device: Known) => string {
  const { t } = useLingui()
  return ({ browser, os, kind }) => {
    if (browser && os) return t`${browser} on ${os}`
    if (browser && kind === 'program') return t`${browser} (program)`
    return browser ?? os ?? t`Unknown device`
  }
}

/** The name for people; the header it was read from on hover. */
export function DeviceName({ device, header }: { device: Known; header: string }) {
  const name = useDeviceName()
  return <span title={header}>{name(device)}</span>
}
