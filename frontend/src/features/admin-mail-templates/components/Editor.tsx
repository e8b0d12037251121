import { useLingui } from '@lingui/react/macro'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { useAction } from '~/actions/runtime'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { AreaField, SubmitButton, TextField } from '~/design/patterns/fields'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { save, sendTest } from '../actions'
import { type Draft, type Place, previewQuery, type Template } from '../api'
import { draftSchema } from '../forms'
import { placed } from '../labels'
import { Insertions } from './Insertions'
import { Preview } from './Preview'
import { Versions } from './Versions'

interface Props {
  place: Place
  template: Template
}

const FORM = 'letter'
type Field = keyof Draft

/** Source at the left, what it may say at the right, and below what the reader gets. */
export function Editor({ place, template }: Props) {
  const { i18n } = useLingui()
  const submit = useSubmit(save)
  const saved = { subject: template.subject, body: template.body }
  const [draft, setDraft] = useState<Draft>(saved)
  const form = useRef<UseFormReturn<Draft>>(null)
  const field = useRef<Field>('body')
  const preview = useQuery(previewQuery(place, draft))
  const load = (texts: Draft) => {
    form.current?.reset(texts, { keepDefaultValues: true })
    setDraft(texts)
  }
  const insert = (snippet: string) => form.current && write(form.current, field.current, snippet)
  return (
    <div className="cols">
      <div className="stack">
        <Card>
          <Form<Draft>
            name={FORM}
            schema={draftSchema}
            defaults={saved}
            onSubmit={async (texts) => {
              try {
                await submit({ place, version: template.version, draft: texts })
              } catch (error) {
                throw placed(error, i18n)
              }
            }}
          >
            {(held) => (
              <Fields
                held={held}
                keep={form}
                onFocus={(name) => {
                  field.current = name
                }}
                place={place}
                failure={preview.error}
                onPreview={() => setDraft(held.getValues())}
              />
            )}
          </Form>
        </Card>
        <Preview query={preview} />
      </div>
      <div className="stack">
        <Insertions variables={template.variables} onInsert={insert} />
        <Versions place={place} template={template} onLoad={load} />
      </div>
    </div>
  )
}

interface FieldsProps {
  held: UseFormReturn<Draft>
  keep: { current: UseFormReturn<Draft> | null }
  place: Place
  failure: unknown
  onFocus: (field: Field) => void
  onPreview: () => void
}

function Fields({ held, keep, place, failure, onFocus, onPreview }: FieldsProps) {
  const { t, i18n } = useLingui()
  const { setError, clearErrors, watch } = held
  useEffect(() => {
    keep.current = held
  }, [keep, held])
  useEffect(() => {
    const told = placed(failure, i18n) as { fields?: { field: string; message: string }[] } | null
    const problem = told?.fields?.[0]
    if (!problem) return
    setError(problem.field as Field, { type: 'said', message: problem.message })
  }, [failure, i18n, setError])
  const test = useAction(sendTest, { place, draft: watch() })
  const fresh = () => {
    clearErrors()
    onPreview()
  }
  return (
    <div
      className="stack"
      onFocusCapture={({ target }) => {
        const name = (target as HTMLInputElement).name
        if (name === 'subject' || name === 'body') onFocus(name)
      }}
    >
      <TextField form={FORM} name="subject" label={t`Subject`} spellCheck />
      <AreaField
        form={FORM}
        name="body"
        label={t`Text`}
        rows={18}
        mono
        help={t`An empty line starts a paragraph. What is in double braces is filled in when the email is sent.`}
      />
      <div className="row row--wrap">
        <SubmitButton>{t`Save`}</SubmitButton>
        <Button icon={IconEye} onClick={fresh}>
          {t`Preview`}
        </Button>
        <Button icon={sendTest.icon} busy={test.busy} onClick={test.run}>
          {test.label}
        </Button>
      </div>
    </div>
  )
}

/** Puts a snippet where the caret of the field is. */
function write(form: UseFormReturn<Draft>, field: Field, snippet: string): void {
  const input = document.getElementById(`${FORM}-${field}`) as HTMLTextAreaElement | null
  const text = form.getValues(field)
  const start = input?.selectionStart ?? text.length
  const end = input?.selectionEnd ?? start
  form.setValue(field, text.slice(0, start) + snippet + text.slice(end), { shouldDirty: true })
  input?.focus()
  input?.setSelectionRange(start + snippet.length, start + snippet.length)
}
