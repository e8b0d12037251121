import { Trans, useLingui } from '@lingui/react/macro'
import { type Step, Stepper } from '~/design/patterns/Stepper'
import { LinkButton } from '~/design/primitives/LinkButton'
import type { Checklist } from '../api'
import { stepWords } from '../labels'

/** What is still needed leads to where it is done. */
export function ChecklistSteps({ steps }: { steps: Checklist['steps'] }) {
  const { t, i18n } = useLingui()
  const shown = steps.map(({ name, path, done }): Step => {
    const words = stepWords[name]
    const title = words ? i18n._(words.name) : name
    return {
      id: name,
      name: title,
      state: done ? 'done' : 'pending',
      stateLabel: done ? t`done` : t`not done yet`,
      note: words && i18n._(words.note),
      time: !done && (
        <LinkButton size="sm" to={path}>
          <Trans>
            Open<span className="sr-only">: {title}</span>
          </Trans>
        </LinkButton>
      ),
    }
  })
  return <Stepper steps={shown} todo />
}
