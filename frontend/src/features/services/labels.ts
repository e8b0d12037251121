import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconHelpCircle,
  IconPlayerPause,
} from '@tabler/icons-react'
import type { StatusStyle } from '~/design/patterns/StatusBadge'

const checkStatusStyles: Record<'up' | 'down' | 'unknown', StatusStyle> = {
  up: { label: msg`Responding`, tone: 'positive', icon: IconCircleCheck },
  down: { label: msg`Not responding`, tone: 'critical', icon: IconAlertCircle },
  unknown: { label: msg`Not checked yet`, tone: 'neutral', icon: IconHelpCircle },
}

/** Nobody checks a service that is stopped: what was checked before is not "not checked yet". */
const paused: StatusStyle = { label: msg`Not checked now`, tone: 'neutral', icon: IconPlayerPause }

export function checkStatusStyle(
  status: 'up' | 'down' | 'unknown',
  checkedBefore: boolean,
): StatusStyle {
  return status === 'unknown' && checkedBefore ? paused : checkStatusStyles[status]
}

/** Why a check failed: codes of the API. */
const checkReasons: Record<string, MessageDescriptor> = {
  timeout: msg`no response in time`,
  refused: msg`the connection was refused`,
  unreachable: msg`the address cannot be reached`,
  closed_early: msg`the connection was cut off`,
  invalid_answer: msg`the answer was not understood`,
}

/** `http_503` says the status; a code that is new here says nothing rather than something wrong. */
export function checkReason(code: string | null): MessageDescriptor | null {
  const status = /^http_(\d{3})$/.exec(code ?? '')?.[1]
  return status ? msg`an error, HTTP ${status}` : (checkReasons[code ?? ''] ?? null)
}

/** Why it went wrong, or what it waits for: codes of the API in words a customer can use. */
const reasons: Record<string, MessageDescriptor> = {
  waiting_for_capacity: msg`Waiting for a node with enough room`,
  fetching_image: msg`Fetching the image`,
  waiting_for_answer: msg`Waiting for the first response`,
  no_capacity: msg`There is no node with enough room right now. Try again a little later, or ask for a refund.`,
  node_full: msg`There is no node with enough room right now. Try again a little later, or ask for a refund.`,
  node_storage_full: msg`The disk of the node is full. We know about it; try again a little later.`,
  node_storage_unavailable: msg`The disk of the node cannot be written to. We know about it; try again a little later.`,
  node_unreachable: msg`The node did not respond in time. Nothing is lost, try again.`,
  driver_timeout: msg`The node did not respond in time. Nothing is lost, try again.`,
  image_missing: msg`The image could not be fetched. Try again; if it repeats, choose another image.`,
  health_check_failed: msg`The application started but does not respond. Check its log.`,
  instance_ended: msg`The application stopped right after its start. Check its log.`,
  instance_vanished: msg`The container disappeared from its node. Try again.`,
  start_failed: msg`The container did not start. Check its log and try again.`,
  deadline_exceeded: msg`It took too long and was stopped. Try again.`,
  order_not_paid: msg`The order is not paid yet.`,
}

export function reasonLabel(code: string): MessageDescriptor {
  return (
    reasons[code] ??
    msg`Something went wrong on our side. Try again, and if it happens again, write to us.`
  )
}
