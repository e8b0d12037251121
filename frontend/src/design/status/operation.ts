import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconAlertCircle, IconCircleCheck, IconClock, IconPlayerStop } from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'

export function isOver(operation: { state: Schema<'OperationState'> } | undefined): boolean {
  return operation !== undefined && ['succeeded', 'failed', 'cancelled'].includes(operation.state)
}

const kinds: Record<string, MessageDescriptor> = {
  create: msg`Deployment`,
  start: msg({ message: 'Start', context: 'operation' }),
  stop: msg({ message: 'Stop', context: 'operation' }),
  restart: msg({ message: 'Restart', context: 'operation' }),
  suspend: msg`Suspension`,
  resume: msg`Resumption`,
  delete: msg`Deletion`,
}

export function operationLabel(kind: string): MessageDescriptor {
  return kinds[kind] ?? msg`Operation`
}

export const operationStatusStyles: Record<Schema<'OperationState'>, StatusStyle> = {
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
  restart: msg({ message: 'Restart', context: 'operation' }),
  health: msg`Health check`,
  activate: msg`Going live`,
  stop: msg({ message: 'Stop', context: 'operation' }),
  mark_stopped: msg`Marking as stopped`,
  remove: msg`Removing the container`,
  release: msg`Releasing the node`,
  mark_deleted: msg`Cleaning up`,
}

/** What a step waits for in the ordinary course of things: asking again is no second attempt. */
const waits = new Set(['waiting_for_capacity', 'fetching_image', 'waiting_for_answer'])

export function isTriedAgain(
  step: Pick<Schema<'OperationRead'>['steps'][number], 'state' | 'detail'>,
): boolean {
  return step.state === 'failed' || (step.detail !== null && !waits.has(step.detail.code))
}

export function stepLabel(name: string): MessageDescriptor {
  return steps[name] ?? msg`Step`
}

export const stepStates: Record<Schema<'StepState'>, MessageDescriptor> = {
  pending: msg`waiting`,
  running: msg`running`,
  done: msg`done`,
  failed: msg`failed`,
  skipped: msg`skipped`,
}
