import { Trans, useLingui } from '@lingui/react/macro'
import { IconBox } from '@tabler/icons-react'
import { Stepper } from '~/design/patterns/Stepper'
import { Badge } from '~/design/primitives/Badge'
import { useLocale } from '~/i18n/useLocale'
import { percent } from '~/lib/format'

/** A picture of the panel's own stepper, drawn by the stepper itself. */
export function DeployCard() {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <div
      className="card hero__card"
      role="img"
      aria-label={t`Example: a container being deployed, 64 percent done`}
    >
      <div className="card__head">
        <span className="cell__icon">
          <IconBox className="i" aria-hidden />
        </span>
        <span className="grow">
          <b className="medium hero__name">my-shop</b>
          <span className="tiny muted">
            <Trans>Container, 1 GB</Trans>
          </span>
        </span>
        <Badge tone="accent" working>
          <Trans>Deploying</Trans>
        </Badge>
      </div>
      <div className="card__body stack">
        <div>
          <div className="row row--between small hero__row">
            <span className="second">
              <Trans>First start</Trans>
            </span>
            <b className="num strong">{percent(64, locale)}</b>
          </div>
          <span className="bar bar--lg hero__bar">
            <i />
          </span>
        </div>
        <Stepper
          steps={[
            { id: '1', name: t`Picking a node`, state: 'done', stateLabel: '', time: '0:01' },
            { id: '2', name: t`Preparing the image`, state: 'done', stateLabel: '', time: '0:06' },
            {
              id: '3',
              name: t`Creating the container`,
              state: 'done',
              stateLabel: '',
              time: '0:02',
            },
            { id: '4', name: t`First start`, state: 'running', stateLabel: '', time: '0:03' },
            { id: '5', name: t`Health check`, state: 'pending', stateLabel: '' },
          ]}
        />
      </div>
      <div className="card__foot">
        <span className="mono">my-shop.example.net</span>
      </div>
    </div>
  )
}
