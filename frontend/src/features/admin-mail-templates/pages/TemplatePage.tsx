import { useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Tabs } from '~/design/patterns/Tabs'
import { Badge } from '~/design/primitives/Badge'
import { useLocale } from '~/i18n/useLocale'
import { reset } from '../actions'
import { type Language, templateQuery } from '../api'
import { Editor } from '../components/Editor'
import { languageLabels } from '../labels'

const languages = Object.keys(languageLabels) as Language[]

export default function TemplatePage() {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { name = '', language = '' } = useParams()
  const place = { name, locale: language as Language }
  const query = useQuery(templateQuery(place))
  const template = query.data
  const title = template?.title[locale]
  useNameCrumb(title)
  return (
    <ModulePage
      title={title ?? t`Mail template`}
      badge={
        template && (
          <Badge tone={template.customized ? 'accent' : 'neutral'}>
            {template.customized ? t`Changed` : t`Standard text`}
          </Badge>
        )
      }
      actions={
        template?.customized && (
          <ActionButton action={reset} subject={{ place, version: template.version }} />
        )
      }
      notice={
        template?.failure && (
          <div className="notice notice--critical" role="alert">
            <IconAlertTriangle className="i" aria-hidden />
            <span>
              {t`This text does not fit any more, so the default is sent instead. Correct it and save.`}{' '}
              <code>{template.failure}</code>
            </span>
          </div>
        )
      }
      tabs={
        <Tabs
          label={t`Languages of the email`}
          tabs={languages.map((one) => ({
            to: `/admin/mail-templates/${name}/${one}`,
            label: i18n._(languageLabels[one]),
          }))}
        />
      }
      query={query}
      skeleton={<CardSkeleton lines={10} />}
    >
      {template && (
        <Editor key={`${name} ${language} ${template.version}`} place={place} template={template} />
      )}
    </ModulePage>
  )
}
