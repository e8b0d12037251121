import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconActivity,
  IconCircleCheck,
  IconReceipt,
  IconShieldCheck,
  IconTerminal2,
} from '@tabler/icons-react'
import { PublicHead } from '~/design/patterns/PublicHead'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { useBrand } from '~/lib/brand'
import { money } from '~/lib/format'
import { localized } from '~/lib/locale'
import { cheapest, useProducts } from '../catalog'
import { DeployCard } from '../components/DeployCard'
import { PlanCards } from '../components/PlanCards'

export default function Home() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const locale = useLocale()
  const price = cheapest(useProducts())
  const link = (to: string) => localized(to, locale)
  return (
    <main className="pub-main" id="main">
      <PublicHead
        path="/"
        title={t`${brand}: containers you can watch being built`}
        description={t`Containers you can watch being deployed, bills that explain themselves, and a refund if it does not work.`}
      />
      <section className="pub hero">
        <div>
          <h1>
            <Trans>A container in a minute. And you can watch it being built.</Trans>
          </h1>
          <p className="hero__lead">
            <Trans>
              Every step of the setup, every line of the bill and every graph is open to you. No
              riddles and no “contact sales”.
            </Trans>
          </p>
          <div className="hero__cta">
            <a className={`${buttonClass('primary', 'lg')} signed-out`} href={link('/register')}>
              <Trans>Launch a container</Trans>
            </a>
            <a className={`${buttonClass('primary', 'lg')} signed-in`} href="/panel/order">
              <Trans>Launch a container</Trans>
            </a>
            <a className={buttonClass('secondary', 'lg')} href={link('/plans')}>
              {price ? t`Plans from ${money(price, locale)}` : t`Plans`}
            </a>
          </div>
          <ul className="hero__facts">
            <li>
              <IconCircleCheck className="i i--sm" aria-hidden />
              <Trans>Deployed or refunded</Trans>
            </li>
            <li>
              <IconCircleCheck className="i i--sm" aria-hidden />
              <Trans>No lock-in, leave any day</Trans>
            </li>
          </ul>
        </div>
        <DeployCard />
      </section>
      <Facts />
      <section className="band" id="plans">
        <div className="pub">
          <div className="band__head">
            <div>
              <h2>
                <Trans>Container plans</Trans>
              </h2>
              <p>
                <Trans>One price with everything included. Only the size differs.</Trans>
              </p>
            </div>
          </div>
          <PlanCards />
        </div>
      </section>
    </main>
  )
}

function Facts() {
  return (
    <section className="band" id="how">
      <div className="pub">
        <h2 className="sr-only">
          <Trans>How it works</Trans>
        </h2>
        <div className="grid-4">
          <div className="fact">
            <IconShieldCheck className="i i--lg" aria-hidden />
            <h3>
              <Trans>Running or refunded</Trans>
            </h3>
            <p>
              <Trans>
                A failed step is retried automatically. If it still fails, you see why and get your
                money back.
              </Trans>
            </p>
          </div>
          <div className="fact">
            <IconReceipt className="i i--lg" aria-hidden />
            <h3>
              <Trans>A bill that explains itself</Trans>
            </h3>
            <p>
              <Trans>
                Every line has its period, price and reason. One period is charged exactly once.
              </Trans>
            </p>
          </div>
          <div className="fact">
            <IconActivity className="i i--lg" aria-hidden />
            <h3>
              <Trans>A live panel</Trans>
            </h3>
            <p>
              <Trans>
                Progress, graphs and logs update on their own, on your phone too. No F5 needed.
              </Trans>
            </p>
          </div>
          <div className="fact">
            <IconTerminal2 className="i i--lg" aria-hidden />
            <h3>
              <Trans>Everything has an API</Trans>
            </h3>
            <p>
              <Trans>
                Whatever the panel can do, the API can do too: it is the same API, fully documented.
              </Trans>
            </p>
          </div>
        </div>
      </div>
    </section>
  )
}
