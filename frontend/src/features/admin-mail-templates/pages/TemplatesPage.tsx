import { useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { type Summary, templatesQuery } from '../api'
import { groupLabels, languageLabels } from '../labels'

const groups = Object.keys(groupLabels) as Summary['group'][]

export default function TemplatesPage() {
  const { t, i18n } = useLingui()
  const query = useQuery(templatesQuery)
  const items = query.data?.items ?? []
  return (
    <ModulePage
      title={t`Mail templates`}
      description={t`Every email the panel sends, in both languages. A change applies from the next email on.`}
      query={query}
      skeleton={
        <div className="stack">
          <CardSkeleton lines={8} />
          <CardSkeleton lines={5} />
        </div>
      }
    >
      {groups.map((group) => (
        <Card key={group} flush title={i18n._(groupLabels[group])}>
          <ul className="letters">
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <Letter key={item.name} letter={item} />
              ))}
          </ul>
        </Card>
      ))}
    </ModulePage>
  )
}

function Letter({ letter }: { letter: Summary }) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const title = letter.title[locale]
  return (
    <li>
      <div className="letters__title">
        <Link to={`/admin/mail-templates/${letter.name}/${locale}`}>{title}</Link>
        <span className="tiny muted mono">{letter.name}</span>
      </div>
      <div className="letters__languages">
        {letter.locales.map((state) => {
          const language = i18n._(languageLabels[state.locale])
          return (
            <Link key={state.locale} to={`/admin/mail-templates/${letter.name}/${state.locale}`}>
              <span>
                <span className="sr-only">{title}:</span> {language}
              </span>{' '}
              {state.failure ? (
                <Badge tone="critical" icon={IconAlertTriangle}>{t`Broken`}</Badge>
              ) : state.customized ? (
                <Badge tone="accent" icon={IconPencil}>{t`Changed`}</Badge>
              ) : (
                <Badge>{t`Standard text`}</Badge>
              )}
            </Link>
          )
        })}
      </div>
    </li>
  )
}
