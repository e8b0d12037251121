import { Trans, useLingui } from '@lingui/react/macro'
import { IconMoodEmpty, IconShoppingCart } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { payable, paymentMethodsQuery } from '~/actions/pay/api'
import { useSubmit } from '~/actions/useSubmit'
import { summaryQuery, useCan, useMe } from '~/auth/me'
import { noteIntentSeen } from '~/auth/start'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { ModulePage } from '~/design/patterns/ModulePage'
import { Money } from '~/design/patterns/Money'
import { CardSkeleton, TableSkeleton } from '~/design/patterns/Skeleton'
import { Button } from '~/design/primitives/Button'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import { place } from '../actions'
import { catalogQuery, type Method } from '../api'
import { Cost, totalOf } from '../components/Cost'
import { type Draft, useDraft } from '../components/draft'
import { ImageCards } from '../components/ImageCards'
import { PlanRows } from '../components/PlanRows'
import { VerifyNotice } from '../components/VerifyNotice'
import { Wizard } from '../components/Wizard'
import { orderSchema } from '../forms'
import { describeRefusal } from '../labels'

export default function ConfigurePage() {
  const { t } = useLingui()
  const me = useMe()
  const locale = useLocale()
  const query = useQuery(catalogQuery)
  const { draft, name, choose } = useDraft(query.data)
  const unverified = me && !me.email_verified
  useEffect(() => {
    if (me) noteIntentSeen(me)
  }, [me])
  return (
    <ModulePage
      title={t`New service`}
      description={draft ? draft.product.description[locale] : '\u00A0'}
      actions={
        <LinkButton to="/panel/orders" variant="ghost" icon={IconShoppingCart}>
          <Trans>My orders</Trans>
        </LinkButton>
      }
      notice={unverified && <VerifyNotice email={me.email} />}
      tabs={<Wizard step={0} />}
      query={query}
      skeleton={<ConfigureSkeleton />}
      isEmpty={draft === null}
      empty={
        <EmptyState icon={IconMoodEmpty} title={t`Nothing is on sale right now`}>
          <Trans>New plans are on their way. Your services run as before.</Trans>
        </EmptyState>
      }
    >
      {draft && <Configuration draft={draft} name={name} choose={choose} />}
    </ModulePage>
  )
}

interface Props {
  draft: Draft
  name: string
  choose: ReturnType<typeof useDraft>['choose']
}

function Configuration({ draft, name, choose }: Props) {
  const { t } = useLingui()
  const buy = useSubmit(place)
  const { pending, ...paying } = usePaying(draft)
  const leaving = useRef(false)
  return (
    <Form
      name="order"
      schema={orderSchema}
      defaults={{ hostname: name }}
      describe={describeRefusal}
      onSubmit={async ({ hostname }) => {
        choose('name', hostname)
        leaving.current = true
        const payload = {
          plan_id: draft.plan.id,
          price_id: draft.price.id,
          image_id: draft.image.id,
          hostname,
        }
        await buy({ payload, method: paying.method }).catch((error: unknown) => {
          leaving.current = false
          throw error
        })
      }}
    >
      {() => (
        <>
          <KeepName saved={name} leaving={leaving} keep={choose} />
          <div className="cols">
            <div className="stack stack--xl">
              <PlanRows draft={draft} choose={choose} />
              <ImageCards draft={draft} choose={choose} />
              <section>
                <div className="section-n">
                  <h2>
                    <Trans>Name</Trans>
                  </h2>
                  <p>
                    <Trans>can be changed later</Trans>
                  </p>
                </div>
                <div className="card card__body">
                  <TextField
                    form="order"
                    name="hostname"
                    mono
                    lower
                    spellCheck={false}
                    autoComplete="off"
                    placeholder="my-site"
                    label={t`Name of the service`}
                    help={t`Latin letters, digits and hyphens`}
                  />
                </div>
              </section>
            </div>
            <div className="sticky">
              <Cost
                draft={draft}
                {...paying}
                button={<BuyButton draft={draft} pending={pending} large />}
              />
            </div>
          </div>
          <BuyBar draft={draft} pending={pending} />
        </>
      )}
    </Form>
  )
}

/** What was chosen while it can pay, else the first that can; who may not pay only orders. */
function usePaying(draft: Draft) {
  const can = useCan()('billing:manage')
  const { data } = useQuery(summaryQuery)
  const query = useQuery({ ...paymentMethodsQuery, enabled: can })
  const [chosen, setChosen] = useState<Method | null>(null)
  const balance = data?.balance ?? null
  const methods = query.data?.methods ?? []
  const usable = payable(methods, balance, totalOf(draft.price))
  const method = usable.find((one) => one.method === chosen) ?? usable[0]
  return {
    balance,
    methods,
    method: method?.method ?? null,
    onMethod: setChosen,
    // An order that is placed before the methods are known would wait unpaid.
    pending: can && query.isPending,
  }
}

interface KeepProps {
  saved: string
  /** The order is on its way: writing the address now would lead back from its page. */
  leaving: RefObject<boolean>
  keep: (name: 'name', value: string) => void
}

/** Into the address after a pause in typing. */
function KeepName({ saved, leaving, keep }: KeepProps) {
  const hostname: string = useWatch({ name: 'hostname' })
  useEffect(() => {
    const wanted = hostname.trim()
    if (wanted === saved) return
    const timer = setTimeout(() => {
      if (!leaving.current) keep('name', wanted)
    }, 400)
    return () => clearTimeout(timer)
  }, [hostname, saved, leaving, keep])
  return null
}

interface BuyProps {
  draft: Draft
  pending: boolean
  large?: boolean
}

function BuyButton({ draft, pending, large = false }: BuyProps) {
  const locale = useLocale()
  const me = useMe()
  const can = useCan()
  const label = <Trans>Order for {money(totalOf(draft.price), locale)}</Trans>
  const look = large ? ({ size: 'lg', block: true } as const) : {}
  if (pending || !me?.email_verified || !can('orders:manage')) {
    return (
      <Button {...look} variant="primary" disabled>
        {label}
      </Button>
    )
  }
  return <SubmitButton {...look}>{label}</SubmitButton>
}

function BuyBar({ draft, pending }: BuyProps) {
  const { t } = useLingui()
  return (
    <div className="buybar">
      <span className="grow">
        <b className="buybar__sum">
          <Money value={totalOf(draft.price)} />
        </b>
        <span className="tiny muted clip">
          {draft.period === 'hour'
            ? t`${draft.plan.name}, an hour`
            : t`${draft.plan.name}, a month`}
        </span>
      </span>
      <BuyButton draft={draft} pending={pending} />
    </div>
  )
}

function ConfigureSkeleton() {
  return (
    <div className="cols">
      <div className="stack stack--xl">
        <TableSkeleton rows={3} />
        <CardSkeleton lines={3} />
        <CardSkeleton lines={2} />
      </div>
      <CardSkeleton lines={8} />
    </div>
  )
}
