import { Trans, useLingui } from '@lingui/react/macro'
import { PublicHead } from '~/design/patterns/PublicHead'
import { Configurator } from './Configurator'
import { PlanCards } from './PlanCards'
import { PriceData } from './PriceData'

/** What is on sale and what it costs. The route's own file works inside the router's framework only. */
export function PlansPage() {
  const { t } = useLingui()
  return (
    <main className="pub-main" id="main">
      <PublicHead
        path="/plans"
        title={t`Plans and prices`}
        description={t`Container plans and their prices: memory, processor, disk, and everything that is included.`}
      />
      <PriceData />
      <div className="pub pub-title">
        <h1>
          <Trans>Plans and prices</Trans>
        </h1>
        <p>
          <Trans>
            The price is the whole price: address, checks, graphs and logs are included.
          </Trans>
        </p>
      </div>
      <div className="pub pub-body">
        <h2 className="sr-only">
          <Trans>Container plans</Trans>
        </h2>
        <PlanCards />
      </div>
      <Configurator />
      <section className="band">
        <div className="pub faq">
          <div>
            <h3>
              <Trans>What if deployment fails?</Trans>
            </h3>
            <p>
              <Trans>
                We retry several times. After that you see the reason and choose: one more try, or
                your money back to the balance.
              </Trans>
            </p>
          </div>
          <div>
            <h3>
              <Trans>What if I forget to pay?</Trans>
            </h3>
            <p>
              <Trans>
                We remind you beforehand. After that the service is paused, not deleted: pay, and it
                starts again with everything in it.
              </Trans>
            </p>
          </div>
          <div>
            <h3>
              <Trans>How do I leave?</Trans>
            </h3>
            <p>
              <Trans>
                Delete the service in the panel. There is no notice period and nobody to call.
              </Trans>
            </p>
          </div>
        </div>
      </section>
    </main>
  )
}
