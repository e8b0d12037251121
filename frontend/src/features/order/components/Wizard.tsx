import { useLingui } from '@lingui/react/macro'
import { IconCheck } from '@tabler/icons-react'

/** Where the reader is on the way from a choice to something that runs. */
export function Wizard({ step }: { step: 0 | 1 | 2 }) {
  const { t } = useLingui()
  const names = [t`Configuration`, t`Payment`, t`Launch`]
  return (
    <ol className="wizard" aria-label={t`Steps of the order`}>
      {names.map((name, index) => (
        <li
          key={name}
          className={index < step ? 'is-done' : undefined}
          aria-current={index === step ? 'step' : undefined}
        >
          <b>{index < step ? <IconCheck className="i i--sm" aria-hidden /> : index + 1}</b>
          <span>{name}</span>
        </li>
      ))}
    </ol>
  )
}
