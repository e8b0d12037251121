import * as v from 'valibot'
import type { Schema } from '~/api/client'
import { text } from '~/api/rules'
import { NodeCreate } from '~/api/rules.gen'
import type { Node } from './api'

/** Every field as it is typed; the driver's own settings are among them, by their names. */
export type NodeForm = Record<string, string>

interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
function whole({ minimum, maximum }: Range, unit = 1): v.GenericSchema<string> {
  const units = (value: string) => Math.round(Number(value.replace(',', '.')) * unit)
  return v.pipe(
    text({}, { required: true }),
    v.check((value) => Number.isFinite(units(value)), 'number'),
    v.check((value) => units(value) >= minimum && units(value) <= maximum, 'number'),
  )
}

const MILLIS = 1000

export const nodeSchema: v.GenericSchema<NodeForm> = v.objectWithRest(
  {
    name: text(NodeCreate.name, { required: true }),
    region: text(NodeCreate.region),
    host: text({}, { required: true }),
    cpus: whole(NodeCreate.cpu_millis, MILLIS),
    memory_mb: whole(NodeCreate.memory_mb),
    disk_gb: whole(NodeCreate.disk_gb),
    cpu_overcommit_percent: whole(NodeCreate.cpu_overcommit_percent),
    memory_overcommit_percent: whole(NodeCreate.memory_overcommit_percent),
    port_from: whole(NodeCreate.port_from),
    port_to: whole(NodeCreate.port_to),
  },
  v.string(),
)

/** What a form begins with: a node as it is, or what is usual. Secrets are never there. */
export function defaultsOf(node: Node | null): NodeForm {
  return {
    name: node?.name ?? '',
    region: node?.region ?? '',
    driver: node?.driver ?? 'docker',
    endpoint: node?.endpoint ?? '',
    network_mode: node?.network_mode ?? 'bridge',
    host: node?.host ?? '0.0.0.0',
    public_host: node?.public_host ?? '',
    internal_host: node?.internal_host ?? '',
    port_from: String(node?.port_from ?? 20_000),
    port_to: String(node?.port_to ?? 20_999),
    cpus: String((node?.size.cpu_millis ?? 4000) / MILLIS),
    memory_mb: String(node?.size.memory_mb ?? 8192),
    disk_gb: String(node?.size.disk_gb ?? 100),
    cpu_overcommit_percent: String(node?.cpu_overcommit_percent ?? 400),
    memory_overcommit_percent: String(node?.memory_overcommit_percent ?? 100),
    labels: Object.entries(node?.labels ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(', '),
  }
}

const said = (form: NodeForm, name: string) => (form[name] ?? '').trim()

/** A secret left empty stays as it is; other settings are sent as they stand. */
function settingsOf(form: NodeForm, settings: string[]): Record<string, string> {
  const given = settings.map((name) => [name, said(form, name)] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== ''))
}

function labelsOf(typed: string): Record<string, string> {
  const pairs = typed.split(',').map((pair) => pair.split('=').map((part) => part.trim()))
  return Object.fromEntries(
    pairs.filter(([name]) => name).map(([name, value = '']) => [name, value]),
  )
}

function common(form: NodeForm) {
  const number = (name: string) => Math.round(Number(said(form, name).replace(',', '.')))
  return {
    name: said(form, 'name'),
    region: said(form, 'region'),
    host: said(form, 'host'),
    public_host: said(form, 'public_host'),
    internal_host: said(form, 'internal_host'),
    port_from: number('port_from'),
    port_to: number('port_to'),
    cpu_millis: Math.round(Number(said(form, 'cpus').replace(',', '.')) * MILLIS),
    memory_mb: number('memory_mb'),
    disk_gb: number('disk_gb'),
    cpu_overcommit_percent: number('cpu_overcommit_percent'),
    memory_overcommit_percent: number('memory_overcommit_percent'),
    labels: labelsOf(said(form, 'labels')),
  }
}

export function asCreate(form: NodeForm, settings: string[]): Schema<'NodeCreate'> {
  return {
    ...common(form),
    kind: 'container',
    driver: said(form, 'driver'),
    settings: settingsOf(form, settings),
  }
}

export function asPatch(form: NodeForm, settings: string[]): Schema<'NodePatch'> {
  return { ...common(form), settings: settingsOf(form, settings) }
}
