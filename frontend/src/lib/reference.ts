/** What the reference at /docs is made of; `just generate` writes it from the OpenAPI document. */
export interface Reference {
  groups: Group[]
  errors: KnownError[]
}

export interface Group {
  name: string
  description: string
  operations: Operation[]
}

export interface Operation {
  id: string
  method: string
  path: string
  summary: string
  description: string
  deprecated: boolean
  signedIn: boolean
  parameters: Field[]
  body: { kind: string; fields: Field[]; sample: string | null } | null
  status: number
  /** An example of the answer, null where it is no JSON. */
  sample: string | null
  errors: string[]
}

export interface Field {
  name: string
  in?: string
  required: boolean
  type: string
  description: string
}

export interface KnownError {
  code: string
  status: number
  message: string
  /** Ids of the operations that may answer it. */
  operations: string[]
}
