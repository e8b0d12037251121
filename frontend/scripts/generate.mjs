// Writes src/api/schema.gen.ts from the OpenAPI document on standard input, or, when that is a
// terminal, from the backend beside us: `just openapi | npm run generate`.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import openapiTS, { astToString } from 'openapi-typescript'

const prefix = '/api/v1'

const backend = new URL('../../backend/', import.meta.url).pathname

/** What a module of the backend prints; the document is longer than the megabyte Node expects. */
function printed(...module) {
  const options = { cwd: backend, maxBuffer: 64 * 1024 * 1024 }
  return JSON.parse(execFileSync(`${backend}.venv/bin/python`, ['-m', ...module], options))
}

async function readSpec() {
  if (!process.stdin.isTTY) {
    const piped = await text(process.stdin)
    if (piped.trim()) return JSON.parse(piped)
  }
  return printed('app.cli', 'openapi')
}

const nameOf = ({ $ref }) => $ref?.split('/').at(-1)

/** Names that the panel must be exhaustive about, at run time. */
function valuesOf({ ErrorCode, EventType }) {
  const names = (constant, { enum: values }) =>
    `export const ${constant} = ${JSON.stringify(values, null, 2)} as const\n`
  return [names('errorCodes', ErrorCode), names('eventTypes', EventType)].join('\n')
}

/**
 * The rules of every text and number in a request's body, for the panel's forms: one constant a
 * schema. Those that are sent without a session are a file of their own: sign-in loads no others.
 */
function rulesOf({ paths, components: { schemas } }) {
  const bodies = Object.values(paths).flatMap((item) =>
    Object.values(item).map(({ requestBody, security }) => ({
      name: nameOf(requestBody?.content['application/json']?.schema ?? {}),
      signedIn: security.length > 0,
    })),
  )
  const named = (signedIn) =>
    bodies.filter((body) => body.name && body.signedIn === signedIn).map(({ name }) => name)
  const open = withNested(named(false), schemas)
  const rest = withNested(named(true), schemas).difference(open)
  return { open: constantsOf(open, schemas), signedIn: constantsOf(rest, schemas) }
}

/** With the objects inside of them. */
function withNested(names, schemas) {
  const wanted = new Set(names)
  for (const name of wanted) {
    for (const schema of Object.values(schemas[name]?.properties ?? {})) {
      const below = nameOf(schema)
      if (below && schemas[below].type === 'object') wanted.add(below)
    }
  }
  return wanted
}

function constantsOf(names, schemas) {
  const lines = [...names].flatMap((name) => {
    const fields = Object.entries(schemas[name]?.properties ?? {}).flatMap(([field, schema]) => {
      const found = ruleOf(schema)
      return found ? [[field, found]] : []
    })
    const rules = JSON.stringify(Object.fromEntries(fields.toSorted()), null, 2)
    return fields.length > 0 ? [`export const ${name} = ${rules} as const\n`] : []
  })
  return lines.toSorted().join('\n')
}

/** What a text or a number must be, null for other values. It may also be null: rules stay. */
function ruleOf(schema) {
  const one = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  const { type, minimum, maximum } = one
  if (type === 'integer') return { minimum, maximum }
  if (type !== 'string' || one.enum) return null
  const { minLength, maxLength, pattern, format } = one
  return { minLength, maxLength, pattern, format }
}

/** Takes out what types do not say: the many refusals of one shape, and examples. */
function slim(spec) {
  for (const operation of Object.values(spec.paths).flatMap(Object.values)) {
    const kept = Object.entries(operation.responses).filter(
      ([status]) => status.startsWith('2') || status === 'default',
    )
    operation.responses = Object.fromEntries(kept)
    for (const { content } of Object.values(operation.responses)) {
      for (const media of Object.values(content ?? {})) delete media.examples
    }
  }
  delete spec.components.examples
  for (const schema of Object.values(spec.components.schemas)) {
    if (schema.properties) delete schema.examples
    delete schema['x-enum-descriptions']
  }
}

/** What the reference at /docs shows, taken from the whole document. */
function referenceOf({ paths, tags, components: { schemas } }) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, entry]) => operationOf(path, method, entry, schemas)),
  )
  const groups = tags.map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ tag }) => tag === name).map(({ tag, ...rest }) => rest),
  }))
  const codes = schemas.ErrorCode
  const errors = codes.enum.map((code) => ({
    code,
    status: codes['x-enum-statuses'][code],
    message: codes['x-enum-descriptions'][code],
    operations: operations.filter(({ errors }) => errors.includes(code)).map(({ id }) => id),
  }))
  return { groups, errors }
}

function operationOf(path, method, entry, schemas) {
  const [kind, body] = Object.entries(entry.requestBody?.content ?? {})[0] ?? []
  const success = Object.entries(entry.responses).find(([status]) => status.startsWith('2'))
  const answer = Object.entries(success?.[1].content ?? {})[0]
  return {
    id: entry.operationId,
    tag: entry.tags[0],
    method: method.toUpperCase(),
    path,
    summary: entry.summary,
    description: entry.description ?? '',
    deprecated: entry.deprecated ?? false,
    signedIn: entry.security.length > 0,
    parameters: (entry.parameters ?? []).map((one) => ({
      name: one.name,
      in: one.in,
      required: one.required ?? false,
      type: typeOf(one.schema),
      description: one.description ?? one.schema.description ?? '',
    })),
    body: kind
      ? { kind, fields: fieldsOf(body.schema, schemas), sample: sampleOf(body.schema, schemas) }
      : null,
    status: Number(success?.[0] ?? 200),
    sample: answer ? sampleOf(answer[1].schema ?? {}, schemas) : null,
    errors: entry['x-error-codes'],
  }
}

const resolved = (schema, schemas) => (schema.$ref ? schemas[nameOf(schema)] : schema)

function fieldsOf(schema, schemas) {
  const { properties = {}, required = [] } = resolved(schema, schemas)
  return Object.entries(properties).map(([name, one]) => ({
    name,
    required: required.includes(name),
    type: typeOf(one),
    description: one.description ?? '',
  }))
}

/** An example as text; of pages by number or by cursor the first kind. */
function sampleOf(schema, schemas) {
  const one = resolved(schema.anyOf?.[0] ?? schema, schemas)
  const sample = one?.examples?.[0]
  return sample === undefined ? null : JSON.stringify(sample, null, 2)
}

function typeOf(schema) {
  if (!schema) return ''
  const options = (schema.anyOf ?? schema.oneOf ?? []).map(typeOf).filter(Boolean)
  if (options.length > 0) return options.join(' | ')
  if (schema.$ref) return nameOf(schema)
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  return schema.format ?? schema.type ?? ''
}

const spec = await readSpec()
const reference = referenceOf(spec)
slim(spec)
spec.paths = Object.fromEntries(
  Object.entries(spec.paths).map(([path, item]) => [
    path.startsWith(prefix) ? path.slice(prefix.length) : path,
    item,
  ]),
)
const head = '// Generated by `npm run generate`. Do not edit.\n\n'
const write = (name, code) =>
  writeFileSync(new URL(`../src/api/${name}`, import.meta.url), head + code)

write('schema.gen.ts', astToString(await openapiTS(spec, { alphabetize: true })))
write('values.gen.ts', valuesOf(spec.components.schemas))
const rules = rulesOf(spec)
write('rules.gen.ts', rules.signedIn)
write('publicRules.gen.ts', rules.open)
write(
  'reference.gen.ts',
  `import type { Reference } from '../lib/reference.ts'

export const reference: Reference = ${JSON.stringify(reference, null, 1)}
`,
)
write(
  'auditWords.gen.ts',
  `import type { AuditWords } from '../lib/auditWords.ts'

export const auditWords: Record<string, AuditWords> = ${JSON.stringify(printed('app.manifest.words'), null, 1)}
`,
)
