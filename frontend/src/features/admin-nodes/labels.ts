import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Schema } from '~/api/client'
import { describeWith } from '~/api/describe'

export const describeNode = describeWith({
  node_name_taken: msg`Another node has this name`,
  node_in_use: msg`Services still run on this node: delete or move them first`,
  node_too_small: msg`The services on this node have reserved more than that`,
  image_busy: msg`The image is being pulled or removed, or a service waits for it`,
  image_in_use: msg`Services on this node use the image`,
  image_not_pulling: msg`There is no pull to cancel: it has ended`,
  node_settings_invalid: msg`The driver does not accept these settings: check the endpoint and the certificates`,
})

type Check = Schema<'NodeCheck'>

export const checkNames: Record<Check['check'], MessageDescriptor> = {
  engine: msg`Engine`,
  encryption: msg`Encryption`,
  capacity: msg`Capacity`,
  ports: msg`Ports`,
  images: msg`Images`,
}

/** Fields that drivers commonly ask for; one that is not here is called as its driver calls it. */
const settingNames: Record<string, MessageDescriptor> = {
  endpoint: msg`Endpoint`,
  network_mode: msg`Network`,
  tls_ca: msg`CA certificate`,
  tls_certificate: msg`Client certificate`,
  tls_key: msg`Client key`,
}

export const isNamed = (name: string) => name in settingNames

export function settingName(name: string): MessageDescriptor {
  return settingNames[name] ?? { id: name, message: name }
}

const reasons: Record<string, MessageDescriptor> = {
  node_unreachable: msg`Nothing answers at this endpoint`,
  driver_timeout: msg`No answer in time`,
  node_tls_failed: msg`The certificates do not match: one end does not trust the other`,
  engine_refused: msg`The engine answers, but refuses`,
  driver_forbidden: msg`This driver may not serve customers here`,
  invalid_spec: msg`The driver cannot use these settings`,
}

export function reasonOf(code: string): MessageDescriptor {
  return reasons[code] ?? { id: code, message: code }
}
