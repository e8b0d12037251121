import { Trans, useLingui } from '@lingui/react/macro'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import type { Variable } from '../api'

interface Props {
  variables: Variable[]
  onInsert: (snippet: string) => void
}

/** A variable as it is used: pages in buttons, lines in their block, the rest as text. */
function snippetOf({ name, kind }: Variable, words: Words): string {
  if (kind === 'page') return `{{ button("${words.button}", ${name}) }}`
  if (kind === 'lines') return `{{ lines(${name}, [("${words.total}", total)]) }}`
  if (kind === 'flag') return `{% if ${name} %}\n…\n{% endif %}`
  return name === 'code' ? `{{ digits(${name}) }}` : `{{ ${name} }}`
}

interface Words {
  button: string
  total: string
}

/** What may be written, inserted where the caret is. */
export function Insertions({ variables, onInsert }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const words = { button: t`Open`, total: t`Total` }
  const blocks = [
    { name: t`Small print`, snippet: '{% call note() %}…{% endcall %}' },
    { name: t`Table of details`, snippet: `{{ facts([("${t`Name`}", company)]) }}` },
    { name: t`Link within a line`, snippet: `{{ link("${t`Open`}", public_url) }}` },
    { name: t`Only if`, snippet: '{% if hello %}\n…\n{% endif %}' },
  ]
  return (
    <>
      <Card flush title={t`Variables`}>
        <ul className="insertions">
          {variables.map((one) => (
            <li key={one.name}>
              <button type="button" onClick={() => onInsert(snippetOf(one, words))}>
                <span className="row row--between">
                  <code>{one.name}</code>
                  {one.required && <Badge tone="warning">{t`Required`}</Badge>}
                </span>
                <span className="tiny second">
                  {one.about[locale]}
                  {one.optional && (
                    <>
                      {' · '}
                      <Trans>may be empty</Trans>
                    </>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Card>
      <Card flush title={t`Blocks`}>
        <ul className="insertions">
          {blocks.map(({ name, snippet }) => (
            <li key={name}>
              <button type="button" onClick={() => onInsert(snippet)}>
                <span>{name}</span>
                <code className="tiny clip">{snippet}</code>
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
