import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { type Action, defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { restart, start, stop } from '../actions'
import type { Service } from '../api'

export interface Chosen {
  services: Service[]
  clear: () => void
}

/**
 * One confirmation for all, then one after another: a burst of requests would be refused. What
 * failed is told by name, and what went well is not taken back.
 */
function several(one: Action<Service>, title: MessageDescriptor): Action<Chosen> {
  const eligible = ({ services }: Chosen) =>
    services.filter((service) => one.visible?.(service) ?? true)
  const names = (services: Service[]) => services.map(({ hostname }) => hostname).join(', ')
  const confirm = (chosen: Chosen) => {
    const hostnames = names(eligible(chosen))
    return { title, body: msg`${hostnames}`, confirm: one.label }
  }
  const asked = one.harm === 'none' ? { harm: one.harm } : { harm: 'notice' as const, confirm }
  return defineAction<Chosen>({
    id: `${one.id}-several`,
    label: one.label,
    icon: one.icon,
    ...(one.permission && { permission: one.permission }),
    visible: (chosen) => eligible(chosen).length > 0,
    ...asked,
    perform: async (chosen, context) => {
      const failed: Service[] = []
      const done: Service[] = []
      for (const service of eligible(chosen)) {
        const list = await one.perform(service, context).then(
          () => done,
          () => failed,
        )
        list.push(service)
      }
      chosen.clear()
      const good = names(done)
      const bad = names(failed)
      if (!bad) return { title: msg`Under way: ${good}` }
      const detail = good ? { detail: msg`Under way: ${good}` } : {}
      return { tone: 'critical', title: msg`Failed: ${bad}`, ...detail }
    },
    invalidates: () => [keys.services.all, keys.summary.all],
  })
}

export const bulkActions = [
  several(start, msg`Start the selected services?`),
  several(restart, msg`Restart the selected services?`),
  several(stop, msg`Stop the selected services?`),
]
