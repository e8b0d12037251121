import { msg } from '@lingui/core/macro'
import {
  IconArchive,
  IconDownload,
  IconEdit,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconPlus,
  IconRefresh,
  IconTool,
  IconTrash,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import {
  cancelPull,
  createNode,
  drainNode,
  type Node,
  type NodeImage,
  type NodeTest,
  pullAgain,
  pullImage,
  removeImage,
  retireNode,
  testDraft,
  testNode,
  undrainNode,
  updateNode,
} from './api'
import { asCreate, asPatch, type NodeForm } from './forms'
import { describeNode } from './labels'

const about = (node: Node) => node.id
const changed = () => [keys.admin.nodes.all, keys.admin.overview.all]

export const maintain = defineAction<Node>({
  id: 'admin.nodes.maintenance',
  harm: 'none',
  label: msg`Start maintenance`,
  icon: IconTool,
  permission: 'nodes:manage',
  visible: (node) => node.allowed_actions.includes('drain'),
  subjectKey: about,
  perform: async (node) => {
    await drainNode(node.id)
    return {
      title: msg`${node.name} is in maintenance`,
      undo: { label: msg`Put back into service`, perform: () => undrainNode(node.id) },
    }
  },
  invalidates: changed,
})

export const activate = defineAction<Node>({
  id: 'admin.nodes.activate',
  harm: 'none',
  label: msg`Put into service`,
  icon: IconPlayerPlay,
  permission: 'nodes:manage',
  visible: (node) => node.allowed_actions.includes('undrain'),
  subjectKey: about,
  perform: async (node) => {
    await undrainNode(node.id)
    return { title: msg`${node.name} takes new services again` }
  },
  invalidates: changed,
})

export const register = defineAction({
  id: 'admin.nodes.register.open',
  harm: 'none',
  label: msg`Register a node`,
  icon: IconPlus,
  permission: 'nodes:manage',
  perform: async (_, { navigate }) => {
    navigate('/admin/nodes/new')
    return undefined
  },
})

export const edit = defineAction<Node>({
  id: 'admin.nodes.edit.open',
  harm: 'none',
  label: msg`Edit`,
  icon: IconEdit,
  permission: 'nodes:manage',
  visible: (node) => node.allowed_actions.includes('update'),
  subjectKey: about,
  perform: async (node, { navigate }) => {
    navigate(`/admin/nodes/${node.id}/edit`)
    return undefined
  },
})

interface Saved {
  /** Null makes a new one. */
  node: Node | null
  form: NodeForm
  settings: string[]
}

export const saveNode = defineAction<Saved>({
  id: 'admin.nodes.save',
  harm: 'none',
  label: msg`Save`,
  icon: IconEdit,
  permission: 'nodes:manage',
  perform: async ({ node, form, settings }, { navigate }) => {
    const saved = node
      ? await updateNode(node, asPatch(form, settings))
      : await createNode(asCreate(form, settings))
    navigate(`/admin/nodes/${saved.id}`)
    return { title: msg`The node ${saved.name} is saved` }
  },
  invalidates: changed,
})

interface Tested {
  /** What a form says of a node, or one that is saved. */
  subject: Node | { form: NodeForm; settings: string[] }
  begun: (test: NodeTest) => void
}

export const test = defineAction<Tested>({
  id: 'admin.nodes.test',
  harm: 'none',
  label: msg`Test the connection`,
  icon: IconPlugConnected,
  permission: 'nodes:manage',
  visible: ({ subject }) => !('id' in subject) || subject.allowed_actions.includes('test'),
  describe: describeNode,
  perform: async ({ subject, begun }) => {
    const asked =
      'id' in subject ? testNode(subject.id) : testDraft(asCreate(subject.form, subject.settings))
    begun(await asked)
    return undefined
  },
})

export const retire = defineAction<Node>({
  id: 'admin.nodes.retire',
  harm: 'destroy',
  label: msg`Retire`,
  icon: IconArchive,
  permission: 'nodes:manage',
  visible: (node) => node.state !== 'retired',
  enabled: (node) =>
    node.allowed_actions.includes('retire') || msg`Services still run on this node`,
  subjectKey: about,
  describe: describeNode,
  confirm: (node) => ({
    title: msg`Retire ${node.name} for good?`,
    body: msg`It never takes services again, and its credentials are deleted. This cannot be undone.`,
    confirm: msg`Retire`,
    typed: node.name,
  }),
  perform: async (node) => {
    await retireNode(node.id)
    return { title: msg`${node.name} is retired` }
  },
  invalidates: changed,
})

export const nodeActions = [activate, edit, maintain, retire]

const ofImages = {
  permission: 'nodes:manage',
  describe: describeNode,
  invalidates: () => [keys.admin.nodes.all],
} as const

const aboutImage = (image: NodeImage) => image.id

export const openPull = defineAction<() => void>({
  ...ofImages,
  id: 'admin.nodes.images.pull.open',
  harm: 'none',
  label: msg`Pull an image`,
  icon: IconDownload,
  perform: async (open) => {
    open()
    return undefined
  },
})

export const pull = defineAction<{ node: Node; imageId: string }>({
  ...ofImages,
  id: 'admin.nodes.images.pull',
  harm: 'none',
  label: msg`Pull`,
  icon: IconDownload,
  perform: async ({ node, imageId }) => {
    const begun = await pullImage(node.id, imageId)
    return { title: msg`${begun.image_name} is being pulled to ${node.name}` }
  },
})

export const again = defineAction<NodeImage>({
  ...ofImages,
  id: 'admin.nodes.images.again',
  harm: 'none',
  label: msg`Pull again`,
  icon: IconRefresh,
  visible: (image) => image.allowed_actions.includes('pull') && image.state !== 'present',
  subjectKey: aboutImage,
  perform: async (image) => {
    await pullAgain(image)
    return { title: msg`${image.image_name} is being pulled to ${image.node_name}` }
  },
})

export const verify = defineAction<NodeImage>({
  ...ofImages,
  id: 'admin.nodes.images.verify',
  harm: 'none',
  label: msg`Check that it is there`,
  icon: IconRefresh,
  visible: (image) => image.allowed_actions.includes('pull') && image.state === 'present',
  subjectKey: aboutImage,
  perform: async (image) => {
    await pullAgain(image)
    return { title: msg`Checking ${image.node_name} for ${image.image_name}` }
  },
})

export const cancel = defineAction<NodeImage>({
  ...ofImages,
  id: 'admin.nodes.images.cancel',
  harm: 'none',
  label: msg`Cancel the pull`,
  icon: IconPlayerStop,
  visible: (image) => image.allowed_actions.includes('cancel'),
  subjectKey: aboutImage,
  perform: async (image) => {
    await cancelPull(image)
    return { title: msg`The pull of ${image.image_name} is cancelled` }
  },
})

export const remove = defineAction<NodeImage>({
  ...ofImages,
  id: 'admin.nodes.images.remove',
  harm: 'notice',
  label: msg`Remove from the node`,
  icon: IconTrash,
  visible: (image) => image.allowed_actions.includes('remove'),
  subjectKey: aboutImage,
  confirm: (image) => ({
    title: msg`Remove ${image.image_name} from ${image.node_name}?`,
    body: msg`The next service that needs it waits until it is pulled again. One that was built on the node and is in no registry cannot be pulled.`,
    confirm: msg`Remove from the node`,
  }),
  perform: async (image) => {
    await removeImage(image)
    return { title: msg`${image.image_name} is being removed from ${image.node_name}` }
  },
})

export const imageActions = [again, verify, cancel, remove]
