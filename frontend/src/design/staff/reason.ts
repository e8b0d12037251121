import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** Why an operation failed or waits, for those who can do something about it. */
const reasons: Record<string, MessageDescriptor> = {
  waiting_for_capacity: msg`Waiting for a node with enough room`,
  fetching_image: msg`Fetching the image`,
  waiting_for_answer: msg`Waiting for the first response`,
  no_capacity: msg`No ready node has enough room`,
  node_full: msg`The node has no room left`,
  node_storage_full: msg`The node’s disk is full`,
  node_storage_unavailable: msg`The node’s disk cannot be written to`,
  node_unreachable: msg`The node is unreachable`,
  driver_timeout: msg`The driver did not answer in time`,
  image_missing: msg`The image could not be fetched`,
  port_taken: msg`The port is already taken on the node`,
  name_taken: msg`The node already has a container of this name`,
  health_check_failed: msg`The application does not pass its health check`,
  instance_ended: msg`The application exited right after its start`,
  instance_vanished: msg`The container disappeared from its node`,
  start_failed: msg`The container did not start`,
  deadline_exceeded: msg`It took too long and was stopped`,
  order_not_paid: msg`The order is not paid`,
  internal_error: msg`Internal error, see the log`,
}

/** An unknown code is shown as it is: staff can look it up. */
export function reasonForStaff(code: string): MessageDescriptor {
  return reasons[code] ?? { id: code, message: code }
}
