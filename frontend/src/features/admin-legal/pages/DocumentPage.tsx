import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { useNameCrumb } from '~/design/patterns/crumb'
import { Form } from '~/design/patterns/Form'
import { AreaField, SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { publish, remove, saveDraft } from '../actions'
import { documentQuery, type LegalText } from '../api'
import { draftSchema, publishSchema } from '../forms'
import { describeLegal, kindNames, legalStateStyles } from '../labels'

export default function DocumentPage() {
  const { t, i18n } = useLingui()
  const { documentId = '' } = useParams()
  const query = useQuery(documentQuery(documentId))
  const document = query.data
  const name = document && i18n._(kindNames[document.kind])
  const title = document?.number ? t`${name}, version ${document.number}` : name
  useNameCrumb(title)
  return (
    <ModulePage
      title={title ?? t`Document`}
      badge={document && <StatusBadge status={legalStateStyles[document.state]} />}
      actions={document && <ActionButton action={remove} subject={document} />}
      query={query}
      skeleton={<CardSkeleton lines={10} />}
    >
      {document && (
        <div className="stack">
          {document.state === 'draft' && <Draft key={document.version} document={document} />}
          <Preview html={document.html} />
          {document.state === 'draft' && <Publishing document={document} />}
        </div>
      )}
    </ModulePage>
  )
}

function Draft({ document }: { document: LegalText }) {
  const { t } = useLingui()
  const submit = useSubmit(saveDraft)
  const { ru = '', en = '' } = document.body
  const consent = document.requires_consent ? ('ask' as const) : ('keep' as const)
  return (
    <Card title={t`Text`}>
      <Form
        name="legal"
        schema={draftSchema}
        defaults={{ ru, en, consent }}
        describe={describeLegal}
        onSubmit={(form) => submit({ document, form })}
      >
        {() => (
          <>
            <AreaField
              rows={14}
              form="legal"
              name="ru"
              label={t`Text in Russian`}
              help={t`Markdown: # heading, **bold**, - list, [link](https://…). HTML is shown as text`}
            />
            <AreaField rows={14} form="legal" name="en" label={t`Text in English`} />
            <SelectField
              form="legal"
              name="consent"
              label={t`Consent`}
              options={[
                { value: 'ask', label: t`Customers are asked to accept this version` },
                { value: 'keep', label: t`Consents to the previous version stay valid` },
              ]}
            />
            <div>
              <SubmitButton>
                <Trans>Save and preview</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Card>
  )
}

function Preview({ html }: { html: LegalText['html'] }) {
  const { t } = useLingui()
  return (
    <div className="grid-2">
      <Card title={t`In Russian`}>
        <Written lang="ru" html={html.ru} />
      </Card>
      <Card title={t`In English`}>
        <Written lang="en" html={html.en} />
      </Card>
    </div>
  )
}

function Written({ lang, html }: { lang: string; html: string }) {
  if (!html) {
    return (
      <p className="second">
        <Trans>Nothing written yet</Trans>
      </p>
    )
  }
  return (
    <div
      className="written"
      lang={lang}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: made of Markdown by the API, without HTML.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  )
}

function Publishing({ document }: { document: LegalText }) {
  const { t } = useLingui()
  const submit = useSubmit(publish)
  return (
    <Card title={t`Publishing`}>
      <Form
        name="publish"
        schema={publishSchema}
        defaults={{ effective_on: '' }}
        describe={describeLegal}
        onSubmit={({ effective_on }) => submit({ document, effectiveOn: effective_on })}
      >
        {() => (
          <>
            <TextField
              form="publish"
              name="effective_on"
              type="date"
              label={t`Takes effect on`}
              help={t`Empty: at once. What is published is what was saved`}
            />
            <div>
              <SubmitButton>
                <Trans>Publish</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Card>
  )
}
