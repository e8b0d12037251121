import { Trans, useLingui } from '@lingui/react/macro'
import { IconRocket } from '@tabler/icons-react'
import { EmptyState } from '~/design/patterns/EmptyState'
import { LinkButton } from '~/design/primitives/LinkButton'

/** For who has nothing yet: three steps, and a button for the first of them. */
export function Welcome() {
  const { t } = useLingui()
  const steps = [
    {
      id: 'choose',
      name: t({ message: 'Choose', context: 'step' }),
      text: t`A plan for the size, an image for what is installed.`,
    },
    {
      id: 'pay',
      name: t({ message: 'Pay', context: 'step' }),
      text: t`By card or from the balance. You know the price beforehand.`,
    },
    {
      id: 'open',
      name: t({ message: 'Open', context: 'step' }),
      text: t`About a minute later it answers at its own address.`,
    },
  ]
  return (
    <>
      <EmptyState
        icon={IconRocket}
        title={t`Launch your first service`}
        actions={
          <LinkButton to="/panel/order" variant="primary" size="lg">
            <Trans>Choose a plan</Trans>
          </LinkButton>
        }
      >
        <Trans>From your choice to a working address in about a minute.</Trans>
      </EmptyState>
      <ol className="welcome">
        {steps.map((step, index) => (
          <li key={step.id}>
            <b className="welcome__number" aria-hidden="true">
              {index + 1}
            </b>
            <span>
              <b className="medium">{step.name}</b>
              <span className="cell__sub">{step.text}</span>
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
