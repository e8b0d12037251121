import { Trans } from '@lingui/react/macro'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import type { Field, Operation } from '~/lib/reference'
import { Code, Inline } from './blocks'

/** One operation: what it takes, what it answers, how it refuses, and a place to try it. */
export function OperationEntry({ operation }: { operation: Operation }) {
  const { id, method, path, summary, description, parameters, body, sample, errors } = operation
  const locale = useLocale()
  return (
    <section className="docs__operation" aria-labelledby={id}>
      <h2 id={id} lang="en">
        {summary}
      </h2>
      <p>
        <code className="docs__call">
          <b>{method}</b> {path}
        </code>
      </p>
      <div lang="en">
        {description.split('\n\n').map((text) => (
          <p key={text}>
            <Inline text={text} />
          </p>
        ))}
      </div>
      {parameters.length > 0 && (
        <>
          <h3>
            <Trans>Parameters</Trans>
          </h3>
          <Fields fields={parameters} />
        </>
      )}
      {body && (
        <>
          <h3>
            <Trans>Body</Trans> <code>{body.kind}</code>
          </h3>
          <Fields fields={body.fields} />
        </>
      )}
      {sample && (
        <details>
          <summary>
            <Trans>Example response</Trans>
          </summary>
          <Code text={sample} />
        </details>
      )}
      <h3>
        <Trans>Errors</Trans>
      </h3>
      <ul className="docs__codes">
        {errors.map((code) => (
          <li key={code}>
            <a href={localized(`/docs/errors/${code}`, locale)}>
              <code>{code}</code>
            </a>
          </li>
        ))}
      </ul>
      <div className="docs__try" data-operation={JSON.stringify(tryable(operation))} />
    </section>
  )
}

/** As much of an operation as trying it needs. */
export interface Tryable {
  id: string
  method: string
  path: string
  summary: string
  signedIn: boolean
  parameters: Pick<Field, 'name' | 'in' | 'required'>[]
  kind: string
  sample: string
}

function tryable({ parameters, body, ...one }: Operation): Tryable {
  const { id, method, path, summary, signedIn } = one
  const shown = parameters.map(({ name, in: place = '', required }) => ({
    name,
    in: place,
    required,
  }))
  const kind = body?.kind ?? ''
  return {
    id,
    method,
    path,
    summary,
    signedIn,
    parameters: shown,
    kind,
    sample: body?.sample ?? '',
  }
}

function Fields({ fields }: { fields: Field[] }) {
  return (
    <table>
      <tbody lang="en">
        {fields.map((field) => (
          <tr key={`${field.in}${field.name}`}>
            <th scope="row">
              <code>{field.name}</code>
              {field.required && <sup title="required">*</sup>}
            </th>
            <td>
              <code>{field.type}</code> {field.in && <small>{field.in}</small>}
              {field.description && (
                <p>
                  <Inline text={field.description} />
                </p>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
