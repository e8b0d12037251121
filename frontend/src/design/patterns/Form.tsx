import { useLingui } from '@lingui/react'
import { Plural } from '@lingui/react/macro'
import { IconAlertCircle } from '@tabler/icons-react'
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import {
  type DefaultValues,
  type FieldValues,
  FormProvider,
  type Path,
  type Resolver,
  type UseFormReturn,
  useForm,
} from 'react-hook-form'
import * as v from 'valibot'
import { describeError } from '~/api/describe'
import { ApiError, type ErrorCode } from '~/api/errors'
import { useUnsaved } from '~/lib/unsaved'
import { wordsOf } from './fieldErrors'

export interface FormProps<Values extends FieldValues> {
  /** Names the fields' ids, so that a page rendered ahead of time keeps them. */
  name: string
  schema: v.GenericSchema<Values>
  defaults: DefaultValues<Values>
  /** Throws an ApiError when the server refuses: its fields get the messages. */
  onSubmit: (values: Values) => Promise<unknown>
  /** Words for codes this form knows better than the general list. */
  describe?: typeof describeError
  /** Refusals that are about one field, though the server does not say so: shown beside it. */
  places?: Partial<Record<ErrorCode, Path<Values>>>
  className?: string
  children: (form: UseFormReturn<Values>) => ReactNode
}

/**
 * Labels above, help below, errors at the field and, when there are several or none belongs to a
 * field, in a summary that takes the focus. What was typed is never thrown away.
 */
export function Form<Values extends FieldValues>(props: FormProps<Values>) {
  const { form, fields } = useServerForm(props)
  return <FormProvider {...form}>{fields}</FormProvider>
}

/** The form's state, and its element: the provider may reach further than the element does. */
export function useServerForm<Values extends FieldValues>(props: FormProps<Values>) {
  const { i18n } = useLingui()
  const [failure, setFailure] = useState<unknown>(null)
  const [typed] = useState(() => typedBefore(props.name))
  const form = useForm<Values>({
    defaultValues: { ...props.defaults, ...typed } as DefaultValues<Values>,
    resolver: resolverOf(props.schema),
    mode: 'onTouched',
  })
  useUnsaved(form.formState.isDirty && !form.formState.isSubmitSuccessful)
  /** Puts a refusal as a whole beside the field that it is about. */
  const placed = (error: unknown): boolean => {
    const field = error instanceof ApiError ? props.places?.[error.code] : undefined
    if (!field) return false
    const message = i18n._((props.describe ?? describeError)(error))
    form.setError(field, { type: 'said', message }, { shouldFocus: true })
    return true
  }
  const submit = form.handleSubmit(async (values) => {
    setFailure(null)
    try {
      await props.onSubmit(values)
    } catch (error) {
      // Who declined to prove who they are knows that nothing was done.
      const declined = error instanceof ApiError && error.code === 'step_up_required'
      if (!declined && !spread(error, form) && !placed(error)) setFailure(error)
    }
  })
  const fields = (
    <form
      className={props.className ?? 'stack'}
      name={props.name}
      id={props.name}
      // Sent before the script is here, it must not write a password into the address.
      method="post"
      noValidate
      onMouseDown={keepFocus}
      onSubmit={submit}
    >
      <Summary
        name={props.name}
        form={form}
        failure={failure}
        describe={props.describe ?? describeError}
      />
      {props.children(form)}
    </form>
  )
  return { form, fields }
}

/**
 * A field that loses the focus may show its message, and move a button from under the pointer
 * between press and release: the click would be lost. Pressing a button therefore takes no focus.
 */
export function keepFocus(event: MouseEvent<HTMLElement>): void {
  const pressed = event.target instanceof Element && event.target.closest('button')
  if (pressed) event.preventDefault()
}

/** A page rendered ahead of time can be typed into before its script is here: that is kept. */
function typedBefore(name: string): Record<string, string> {
  const form = typeof document === 'undefined' ? null : document.forms.namedItem(name)
  if (!form) return {}
  const entries = [...new FormData(form)].filter(([, value]) => typeof value === 'string' && value)
  return Object.fromEntries(entries) as Record<string, string>
}

/** Puts the server's words beside the fields they are about; false when none is about a field. */
function spread<Values extends FieldValues>(error: unknown, form: UseFormReturn<Values>): boolean {
  const known = new Set(Object.keys(form.getValues()))
  const problems = error instanceof ApiError ? error.fields : []
  let placed = false
  for (const problem of problems) {
    const field = problem.field.split('.').at(-1) ?? ''
    if (!known.has(field)) continue
    form.setError(
      field as Path<Values>,
      { type: problem.code, message: problem.message },
      { shouldFocus: !placed },
    )
    placed = true
  }
  return placed
}

/** valibot's messages are our error codes; `describeField` puts them into words at display time. */
function resolverOf<Values extends FieldValues>(schema: v.GenericSchema<Values>): Resolver<Values> {
  return (values) => {
    const result = v.safeParse(schema, values)
    if (result.success) return { values: result.output, errors: {} }
    const errors: Record<string, { type: string; message: string }> = {}
    for (const issue of result.issues) {
      const path = v.getDotPath(issue)
      const [type = '', detail = ''] = issue.message.split(':')
      if (path) errors[path] ??= { type, message: detail }
    }
    return { values: {}, errors: errors as never }
  }
}

/** Errors are shown after a submit only, so the labels are on the page by then. */
function labelOf(id: string): string {
  const label = document.querySelector(`label[for="${id}"]`)?.textContent
  return label ? `${label}: ` : ''
}

/** To the field itself: a hash alone would scroll, and put itself into the address. */
function jump(event: MouseEvent, id: string): void {
  const field = document.getElementById(id)
  if (!field) return
  event.preventDefault()
  const target = field.matches('input, select, textarea, button')
    ? field
    : field.querySelector<HTMLElement>('input, select, textarea, button')
  target?.focus()
}

interface SummaryProps<Values extends FieldValues> {
  name: string
  form: UseFormReturn<Values>
  failure: unknown
  describe: typeof describeError
}

function Summary<Values extends FieldValues>(props: SummaryProps<Values>) {
  const { i18n } = useLingui()
  const box = useRef<HTMLDivElement>(null)
  const { failure, name, form } = props
  const { errors, submitCount } = form.formState
  const fields = Object.entries(errors)
  useEffect(() => {
    if (failure) box.current?.focus()
  }, [failure])
  if (!failure && (submitCount === 0 || fields.length < 2)) return null
  const requestId = failure instanceof ApiError ? failure.supportId : null
  return (
    <div ref={box} className="notice notice--critical" role="alert" tabIndex={-1}>
      <IconAlertCircle className="i" aria-hidden />
      <div className="grow">
        {failure ? (
          <b>{i18n._(props.describe(failure))}</b>
        ) : (
          <b>
            <Plural
              value={fields.length}
              one="# field needs attention"
              other="# fields need attention"
            />
          </b>
        )}
        {requestId && <p className="tiny muted mono">{requestId}</p>}
        {!failure && (
          <ul className="error-list">
            {fields.map(([field, error]) => (
              <li key={field}>
                <a href={`#${name}-${field}`} onClick={(event) => jump(event, `${name}-${field}`)}>
                  {labelOf(`${name}-${field}`)}
                  {wordsOf(i18n, error)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
