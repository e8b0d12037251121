import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from 'react-router'
import { reference } from '~/api/reference.gen'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { Inline } from '../components/blocks'
import { DocsPage } from '../components/DocsPage'
import { useGuides } from '../components/guides'

const operations = new Map(
  reference.groups.flatMap((group) =>
    group.operations.map((one) => [one.id, { ...one, group: group.name }] as const),
  ),
)

/** Where the `type` of a problem leads. */
export default function ErrorCode() {
  const { t } = useLingui()
  const locale = useLocale()
  const code = useParams()['code'] ?? ''
  const error = reference.errors.find((one) => one.code === code)
  const advice = useAdvice(error?.status ?? 0)
  if (!error) return null
  return (
    <DocsPage
      path={`/docs/errors/${code}`}
      title={code}
      description={t`An API error with status ${error.status}.`}
    >
      <p className="docs__said" lang="en">
        {error.message}
      </p>
      <h2>
        <Trans>How to fix it</Trans>
      </h2>
      <p>
        <Inline text={advice} />
      </p>
      {error.operations.length > 0 && (
        <>
          <h2>
            <Trans>Operations that return it</Trans>
          </h2>
          <ul className="docs__columns">
            {error.operations.map((id) => (
              <li key={id}>
                <a
                  href={`${localized(`/docs/reference/${operations.get(id)?.group}`, locale)}#${id}`}
                >
                  {id}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </DocsPage>
  )
}

/** What the guide says of this status; of one that it does not name, what it says of all faults. */
function useAdvice(status: number): string {
  const rows = useGuides().errors.blocks.flatMap((block) => ('rows' in block ? block.rows : []))
  const found = rows.find(([name]) => name.includes(String(status)))
  const family = rows.find(([name]) => name.includes('5xx'))
  const general = rows.find(([name]) => name.includes('422'))
  return (found ?? (status >= 500 ? family : general))?.[1] ?? ''
}
