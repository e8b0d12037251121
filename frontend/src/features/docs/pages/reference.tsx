import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from 'react-router'
import { reference } from '~/api/reference.gen'
import { DocsPage } from '../components/DocsPage'
import { OperationEntry } from '../components/OperationEntry'

export const handle = { island: 'docs' }

export default function ReferencePage() {
  const { t } = useLingui()
  const name = useParams()['tag'] ?? ''
  const group = reference.groups.find((one) => one.name === name)
  if (!group) return null
  return (
    <DocsPage
      path={`/docs/reference/${name}`}
      title={t`Reference: ${name}`}
      description={group.description}
    >
      <ul className="docs__columns">
        {group.operations.map((one) => (
          <li key={one.id}>
            <a href={`#${one.id}`}>{one.summary}</a>
          </li>
        ))}
      </ul>
      <p>
        <Trans>
          Try any operation with a token of yours: it stays in this tab and is sent to this panel
          only.
        </Trans>
      </p>
      {group.operations.map((one) => (
        <OperationEntry key={one.id} operation={one} />
      ))}
    </DocsPage>
  )
}
