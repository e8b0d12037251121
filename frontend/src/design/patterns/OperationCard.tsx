import type { MessageDescriptor } from '@lingui/core'
import { Plural, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Schema } from '~/api/client'
import { useLocale } from '~/i18n/useLocale'
import { elapsed, percent } from '~/lib/format'
import { Progress } from '../primitives/Progress'
import { isOver, isTriedAgain, operationLabel, stepLabel, stepStates } from '../status/operation'
import { useNow } from './RelativeTime'
import { type Step, Stepper } from './Stepper'

type Operation = Pick<
  Schema<'OperationRead'>,
  'kind' | 'state' | 'progress' | 'steps' | 'started_at' | 'finished_at'
>

interface Props {
  operation: Operation
  /** Words for codes: customers and staff are told different things. */
  reason: (code: string) => MessageDescriptor
  /** Above the percent: what went wrong, and what to do about it. */
  notice?: ReactNode
}

/** An operation, live: percent, time, and each of its steps. */
export function OperationCard({ operation, reason, notice }: Props) {
  const { i18n, t } = useLingui()
  const locale = useLocale()
  const over = isOver(operation)
  const now = useNow(over ? 0 : 1000)
  const label = i18n._(operationLabel(operation.kind))
  return (
    <section className="card card__body stack" aria-label={label}>
      {notice}
      <div className="row row--between">
        <span className="big">{percent(operation.progress, locale)}</span>
        <span className="strong num">
          <span className="sr-only">{t`Elapsed`} </span>
          {elapsed(secondsOf(operation, now))}
        </span>
      </div>
      <Progress
        large
        live={!over}
        value={operation.progress}
        label={label}
        {...(operation.state === 'failed' && { tone: 'critical' as const })}
        {...(operation.state === 'succeeded' && { tone: 'positive' as const })}
      />
      <Steps operation={operation} reason={reason} now={now} />
    </section>
  )
}

function Steps({ operation, reason, now }: Props & { now: number }) {
  const { i18n } = useLingui()
  const steps: Step[] = shownSteps(operation).map((step) => ({
    id: `${step.name}:${step.undo}`,
    name: i18n._(stepLabel(step.name)),
    state: step.state,
    stateLabel: i18n._(stepStates[step.state]),
    time: step.started_at ? elapsed(secondsOf(step, now)) : null,
    note: <StepNote step={step} reason={reason} />,
  }))
  return <Stepper steps={steps} />
}

/** Why it waits or failed, and how often it was tried. */
function StepNote({
  step,
  reason,
}: Pick<Props, 'reason'> & { step: Schema<'OperationRead'>['steps'][number] }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const over = step.state === 'done' || step.state === 'skipped'
  const detail = step.detail && !over ? i18n._(reason(step.detail.code)) : null
  /** How far what it waits for is, where that is known. */
  const share = step.detail?.params['percent']
  return (
    <>
      {detail && (
        <span>
          {detail}
          {typeof share === 'number' && <span className="num"> · {percent(share, locale)}</span>}
        </span>
      )}
      {step.attempts > 1 && isTriedAgain(step) && (
        <span className="step__note--warning nowrap">
          <Plural value={step.attempts} one="# attempt" other="# attempts" />
        </span>
      )}
    </>
  )
}

/** What takes things back is a part of the story only when it is needed. */
function shownSteps(operation: Operation): Operation['steps'] {
  return operation.steps.filter((step) => !step.undo || step.state !== 'pending')
}

function secondsOf(
  span: { started_at: string | null; finished_at: string | null },
  now: number,
): number {
  if (!span.started_at) return 0
  const end = span.finished_at ? Date.parse(span.finished_at) : now
  return (end - Date.parse(span.started_at)) / 1000
}
