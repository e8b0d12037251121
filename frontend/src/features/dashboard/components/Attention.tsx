import { Plural, Trans } from '@lingui/react/macro'
import {
  IconAlertCircle,
  IconClock,
  IconLock,
  IconMail,
  IconPlayerPause,
  IconWallet,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, type ReactNode, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { PaySheet } from '~/actions/pay/lazy'
import { summaryQuery, useCan, useMe } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { openPay } from '../actions'
import { failingServicesQuery, type Invoice, openInvoicesQuery } from '../api'

/** Everything that waits for the reader, the most urgent first; nothing at all when all is well. */
export function Attention() {
  const me = useMe()
  return (
    <>
      {me && !me.email_verified && (
        <Line icon={IconMail} to="/panel/profile" button={<Trans>Go to the profile</Trans>}>
          <Trans>
            <b>Confirm your email</b>: without it nothing can be ordered. We sent a link to{' '}
            {me.email}.
          </Trans>
        </Line>
      )}
      <OpenInvoices />
      <FailingServices />
    </>
  )
}

/** Whether all that waits is known: lines that came later would push the page down. */
export function useAttentionKnown(): boolean {
  const invoices = useOpenInvoices()
  const failing = useFailingServices()
  return !invoices.isLoading && !failing.isLoading
}

function useOpenInvoices() {
  const can = useCan()
  return useQuery({ ...openInvoicesQuery, enabled: can('billing:read') })
}

function useFailingServices() {
  const can = useCan()
  const { data: summary } = useQuery(summaryQuery)
  const some = (summary?.services.attention ?? 0) > 0
  return useQuery({ ...failingServicesQuery, enabled: can('services:read') && some })
}

interface LineProps {
  tone?: 'warning' | 'critical'
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  /** Where it leads; left out where the button does something by itself. */
  to?: string
  button: ReactNode
  children: ReactNode
}

function Line({ tone = 'warning', icon: Icon, to, button, children }: LineProps) {
  return (
    <div className={`notice notice--${tone}`} role="status">
      <Icon className="i" aria-hidden />
      <span className="grow">{children}</span>
      {to ? (
        <LinkButton to={to} size="sm">
          {button}
        </LinkButton>
      ) : (
        button
      )}
    </div>
  )
}

/** Open invoices: one is named, several are counted; then whether the balance reaches. */
function OpenInvoices() {
  const locale = useLocale()
  const { data: summary } = useQuery(summaryQuery)
  const { data: open } = useOpenInvoices()
  const [first] = open?.items ?? []
  if (!first || !summary?.unpaid_total) return null
  const late = Date.parse(first.due_at) < Date.now()
  const missing = summary.balance ? summary.unpaid_total.amount - summary.balance.amount : 0
  return (
    <>
      <Line
        tone={late ? 'critical' : 'warning'}
        icon={late ? IconAlertCircle : IconClock}
        button={<Pay invoices={open?.items ?? []} />}
      >
        {open && open.total > 1 ? (
          <Trans>
            <Plural value={open.total} one="# invoice" other="# invoices" /> to pay:{' '}
            <b>
              <Money value={summary.unpaid_total} />
            </b>
            , the first by {dateTime(first.due_at, locale, 'day')}.
          </Trans>
        ) : late ? (
          <Trans>
            Invoice <b>{first.number}</b> for <Money value={first.total} /> is overdue since{' '}
            {dateTime(first.due_at, locale, 'day')}.
          </Trans>
        ) : (
          <Trans>
            Invoice <b>{first.number}</b> for <Money value={first.total} /> is to be paid by{' '}
            {dateTime(first.due_at, locale, 'day')}.
          </Trans>
        )}
      </Line>
      {missing > 0 && (
        <Line icon={IconWallet} to="/panel/balance" button={<Trans>Top up</Trans>}>
          <Trans>
            The balance is{' '}
            <b>
              <Money value={{ ...summary.unpaid_total, amount: missing }} />
            </b>{' '}
            short for the open invoices.
          </Trans>
        </Line>
      )}
    </>
  )
}

/** All that is open, in one sheet. */
function Pay({ invoices }: { invoices: Invoice[] }) {
  const [paying, setPaying] = useState(false)
  const bills = invoices.map(({ id, number, total, subject }) => {
    const name = subject?.params['hostname']
    return { id, number, total, ...(name ? { subject: String(name) } : {}) }
  })
  return (
    <>
      <ActionButton action={openPay} subject={() => setPaying(true)} size="sm" />
      {paying && bills.length > 0 && (
        <Suspense>
          <PaySheet bills={bills} onClose={() => setPaying(false)} />
        </Suspense>
      )}
    </>
  )
}

function FailingServices() {
  const { data: summary } = useQuery(summaryQuery)
  const { data } = useFailingServices()
  if (!summary?.services.attention) return null
  return data?.items.map((service) =>
    service.status === 'failed' ? (
      <Line
        key={service.id}
        tone="critical"
        icon={IconAlertCircle}
        to={`/panel/services/${service.id}`}
        button={<Trans>Look</Trans>}
      >
        <Trans>
          <b>{service.hostname}</b> could not be deployed: try again, or get your money back.
        </Trans>
      </Line>
    ) : (
      <Line
        key={service.id}
        tone={service.hold ? 'critical' : 'warning'}
        icon={service.hold ? IconLock : IconPlayerPause}
        to={`/panel/services/${service.id}`}
        button={<Trans>Look</Trans>}
      >
        {service.hold ? (
          <Trans>
            We have suspended <b>{service.hostname}</b>: {service.hold.reason}
          </Trans>
        ) : (
          <Trans>
            <b>{service.hostname}</b> is suspended: it was not paid in time. The data is kept for
            now.
          </Trans>
        )}
      </Line>
    ),
  )
}
