import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Spinner } from '../primitives/Spinner'

export interface Step {
  id: string
  name: string
  state: 'pending' | 'running' | 'done' | 'failed' | 'skipped'
  /** How the state is read aloud. */
  stateLabel: string
  time?: ReactNode
  note?: ReactNode
}

const stepClass = {
  pending: '',
  running: 'step--run',
  done: 'step--done',
  failed: 'step--fail',
  skipped: '',
}

interface StepperProps {
  steps: Step[]
  /** The reader does the steps: what is left stands out, not what is done. */
  todo?: boolean
}

/** Long work, step by step: what is done, what runs, what it waits for. */
export function Stepper({ steps, todo = false }: StepperProps) {
  return (
    <ol className={todo ? 'steps steps--todo' : 'steps'}>
      {steps.map((step, index) => (
        <li
          key={step.id}
          className={`step ${stepClass[step.state]}`}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <span className="step__dot">
            <Dot state={step.state} number={index + 1} />
          </span>
          <span className="step__name">
            {step.name}
            <span className="sr-only"> {step.stateLabel}</span>
          </span>
          <span className="step__time">{step.time}</span>
          {step.note && <span className="step__note">{step.note}</span>}
        </li>
      ))}
    </ol>
  )
}

function Dot({ state, number }: { state: Step['state']; number: number }) {
  if (state === 'running') return <Spinner small />
  if (state === 'done') return <IconCheck className="i i--sm" aria-hidden />
  if (state === 'failed') return <IconX className="i i--sm" aria-hidden />
  if (state === 'skipped') return <IconMinus className="i i--sm" aria-hidden />
  return <span aria-hidden="true">{number}</span>
}
