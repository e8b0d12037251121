import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconClock,
  IconHelpCircle,
  IconPlayerPause,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react'
import type { StatusLook } from '~/design/patterns/StatusBadge'
import type { Operation, Service } from './api'

export const statusLooks: Record<Service['status'], StatusLook> = {
  pending: { label: msg`Waiting for payment`, tone: 'neutral', icon: IconClock },
  provisioning: { label: msg`Deploying`, tone: 'accent', working: true },
  active: { label: msg`Running`, tone: 'positive', icon: IconCircleCheck },
  stopped: { label: msg`Stopped`, tone: 'neutral', icon: IconPlayerStop },
  suspended: { label: msg`Suspended`, tone: 'warning', icon: IconPlayerPause },
  failed: { label: msg`Not deployed`, tone: 'critical', icon: IconAlertCircle },
  deleting: { label: msg`Deleting`, tone: 'neutral', working: true },
  deleted: { label: msg`Deleted`, tone: 'neutral', icon: IconTrash },
}

export const checkLooks: Record<'up' | 'down' | 'unknown', StatusLook> = {
  up: { label: msg`Responding`, tone: 'positive', icon: IconCircleCheck },
  down: { label: msg`Not responding`, tone: 'critical', icon: IconAlertCircle },
  unknown: { label: msg`Not checked yet`, tone: 'neutral', icon: IconHelpCircle },
}

const working: Record<string, MessageDescriptor> = {
  create: msg`Deploying`,
  start: msg`Starting`,
  stop: msg`Stopping`,
  restart: msg`Restarting`,
  suspend: msg`Suspending`,
  resume: msg`Resuming`,
  delete: msg`Deleting`,
}

/** A changing service keeps its state and shows what is being done to it. */
export function lookOf(service: Pick<Service, 'status' | 'operation'>): StatusLook {
  const operation = service.operation
  if (!operation || isFinal(operation.state)) return statusLooks[service.status]
  return { label: working[operation.kind] ?? msg`Working`, tone: 'accent', working: true }
}

function isFinal(state: string): boolean {
  return ['succeeded', 'failed', 'cancelled'].includes(state)
}

export const kindLabels: Record<Service['kind'], MessageDescriptor> = {
  container: msg`Container`,
  vps: msg`VPS`,
}

const operations: Record<string, MessageDescriptor> = {
  create: msg`Deployment`,
  start: msg`Start`,
  stop: msg`Stop`,
  restart: msg`Restart`,
  suspend: msg`Suspension`,
  resume: msg`Resumption`,
  delete: msg`Deletion`,
}

export function operationLabel(kind: string): MessageDescriptor {
  return operations[kind] ?? msg`Operation`
}

export const operationLooks: Record<Operation['state'], StatusLook> = {
  queued: { label: msg`In the queue`, tone: 'neutral', icon: IconClock },
  running: { label: msg`Running now`, tone: 'accent', working: true },
  compensating: { label: msg`Rolling back`, tone: 'warning', working: true },
  succeeded: { label: msg`Done`, tone: 'positive', icon: IconCircleCheck },
  failed: { label: msg`Failed`, tone: 'critical', icon: IconAlertCircle },
  cancelled: { label: msg`Cancelled`, tone: 'neutral', icon: IconPlayerStop },
}

const steps: Record<string, MessageDescriptor> = {
  place: msg`Picking a node`,
  prepare: msg`Preparing the image`,
  create: msg`Creating the container`,
  start: msg`First start`,
  restart: msg`Restart`,
  health: msg`Health check`,
  activate: msg`Going live`,
  stop: msg`Stop`,
  rest: msg`At rest`,
  calm: msg`Back to rest`,
  remove: msg`Removing the container`,
  release: msg`Releasing the node`,
  bury: msg`Last traces`,
}

export function stepLabel(name: string): MessageDescriptor {
  return steps[name] ?? msg`Step`
}

const stepStates: Record<Operation['steps'][number]['state'], MessageDescriptor> = {
  pending: msg`waiting`,
  running: msg`running`,
  done: msg`done`,
  failed: msg`failed`,
  skipped: msg`skipped`,
}

export function stepState(state: Operation['steps'][number]['state']): MessageDescriptor {
  return stepStates[state]
}

/** Why it went wrong, or what it waits for: codes of the API in words a customer can use. */
const reasons: Record<string, MessageDescriptor> = {
  waiting_for_capacity: msg`Waiting for a node with enough room`,
  fetching_image: msg`Fetching the image`,
  waiting_for_answer: msg`Waiting for the first response`,
  no_capacity: msg`There is no node with enough room right now. Try again a little later, or ask for a refund.`,
  node_full: msg`There is no node with enough room right now. Try again a little later, or ask for a refund.`,
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
