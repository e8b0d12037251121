import { msg } from '@lingui/core/macro'
import { IconPlayerPlay, IconTool } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { activateNode, type Node, startMaintenance } from './api'

const about = (node: Node) => node.id
const changed = () => [keys.admin.nodes.all, keys.admin.overview.all]

export const maintain = defineAction<Node>({
  id: 'admin.nodes.maintenance',
  label: msg`Start maintenance`,
  icon: IconTool,
  permission: 'nodes:manage',
  visible: (node) => node.state === 'ready',
  subjectKey: about,
  confirm: (node) => ({
    title: msg`Take ${node.name} into maintenance?`,
    body: msg`Nothing new will be placed on it. What runs there keeps running.`,
    confirm: msg`Start maintenance`,
  }),
  perform: async (node) => {
    await startMaintenance(node.id)
    return {
      title: msg`${node.name} is in maintenance`,
      undo: { label: msg`Put back into service`, perform: () => activateNode(node.id) },
    }
  },
  invalidates: changed,
})

export const activate = defineAction<Node>({
  id: 'admin.nodes.activate',
  label: msg`Put into service`,
  icon: IconPlayerPlay,
  permission: 'nodes:manage',
  visible: (node) => node.state === 'maintenance' || node.state === 'registering',
  subjectKey: about,
  perform: async (node) => {
    await activateNode(node.id)
    return { title: msg`${node.name} takes new services again` }
  },
  invalidates: changed,
})

export const nodeActions = [activate, maintain]
