import { Trans, useLingui } from '@lingui/react/macro'
import { IconEyeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { mailActions, resend, retry } from '../actions'
import { type MailDetail, mailQuery } from '../api'
import { useKinds } from '../components/useKinds'
import { languageLabels, mailStatusStyle, resendNotes } from '../labels'

export default function MailPage() {
  const { t } = useLingui()
  const { mailId = '' } = useParams()
  const query = useQuery(mailQuery(mailId))
  const { titleOf } = useKinds()
  const mail = query.data
  const name = mail && (mail.subject ?? titleOf(mail.template))
  useNameCrumb(name)
  useSubjectActions(name ?? '', mailActions, mail)
  return (
    <ModulePage
      title={name ?? t`One email`}
      badge={mail && <StatusBadge status={mailStatusStyle(mail)} />}
      actions={
        mail && (
          <>
            <ActionButton action={resend} subject={mail} variant="primary" />
            <ActionButton action={retry} subject={mail} variant="primary" />
          </>
        )
      }
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={10} />
          <CardSkeleton lines={8} />
        </div>
      }
    >
      {mail && (
        <div className="cols">
          <div className="stack">
            {mail.has_secrets && <SecretsRemoved />}
            <Words mail={mail} />
          </div>
          <div className="stack">
            <Facts mail={mail} kind={titleOf(mail.template)} />
            <Attempts mail={mail} />
          </div>
        </div>
      )}
    </ModulePage>
  )
}

function SecretsRemoved() {
  return (
    <div className="notice notice--info">
      <IconEyeOff className="i" aria-hidden />
      <span className="grow">
        <Trans>
          This email had a link or a code that lets its reader in. Nobody sees them here: words in
          brackets stand in their place.
        </Trans>
      </span>
    </div>
  )
}

function Words({ mail }: { mail: MailDetail }) {
  const { t } = useLingui()
  return (
    <Card title={mail.as_sent ? t`Text as it was sent` : t`Text as it would be sent now`}>
      {mail.text ? (
        <pre className="letter-text letter-text--wrap" lang={mail.locale}>
          {mail.text}
        </pre>
      ) : (
        <p className="muted">
          <Trans>
            Its text is no longer kept: what it said was erased, or it is from an older release.
          </Trans>
        </p>
      )}
    </Card>
  )
}

function Facts({ mail, kind }: { mail: MailDetail; kind: string }) {
  const { t, i18n } = useLingui()
  const can = useCan()
  const { account } = mail
  return (
    <Card
      title={t`Facts`}
      foot={<span className="small muted">{i18n._(resendNotes[mail.resend])}</span>}
    >
      <KeyValues
        facts={[
          { label: t`Recipient`, value: <CopyButton value={mail.recipient} /> },
          {
            label: t`Customer`,
            value:
              account &&
              (can('accounts:read') ? (
                <Link to={`/admin/customers/${account.id}`}>{account.name}</Link>
              ) : (
                account.name
              )),
          },
          { label: t`Kind`, value: kind },
          { label: t`Language`, value: i18n._(languageLabels[mail.locale]) },
          { label: t`Written`, value: <RelativeTime at={mail.created_at} /> },
          { label: t`Sent`, value: mail.sent_at && <RelativeTime at={mail.sent_at} /> },
          mail.original_id !== null && {
            label: t`Repeats`,
            value: <Link to={`/admin/mails/${mail.original_id}`}>{t`The first one`}</Link>,
          },
          { label: t`Identifier`, value: <CopyButton value={mail.id} short /> },
        ]}
      />
    </Card>
  )
}

/** What was tried, the newest first: the one that succeeded, and those that did not. */
function Attempts({ mail }: { mail: MailDetail }) {
  const { t } = useLingui()
  const { failures, sent_at, next_attempt_at, error } = mail
  const untold = error && failures.length === 0
  return (
    <Card flush title={t`Attempts`}>
      <ul className="movements">
        {next_attempt_at && (
          <li>
            <span className="grow">{t`The next attempt`}</span>
            <RelativeTime at={next_attempt_at} />
          </li>
        )}
        {sent_at && (
          <li>
            <span className="grow">{t`The mail server took it`}</span>
            <RelativeTime at={sent_at} />
          </li>
        )}
        {untold && (
          <li>
            <span className="grow break">{error}</span>
          </li>
        )}
        {failures.map(({ at, error: said }) => (
          <li key={at}>
            <span className="grow break">{said}</span>
            <RelativeTime at={at} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
