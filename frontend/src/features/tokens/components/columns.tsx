import { useLingui } from '@lingui/react/macro'
import { IconAlertCircle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { ActionMenu } from '~/actions/ActionMenu'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Badge } from '~/design/primitives/Badge'
import { tokenActions } from '../actions'
import type { Token } from '../api'
import { permissionText } from '../labels'

const expired = (token: Token) => Date.parse(token.expires_at) <= Date.now()

export function useTokenColumns(edit: (token: Token) => void): Column<Token>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t`Token`,
        sort: 'name',
        card: 'head',
        cell: (token) => (
          <>
            <span className="cell__title clip">{token.name}</span>
            <span className="cell__sub mono">{token.hint}…</span>
          </>
        ),
      },
      {
        id: 'permissions',
        header: t`May`,
        card: 'wide',
        cell: (token) => {
          const [first = '', ...rest] = token.permissions
          const all = token.permissions.map((name) => i18n._(permissionText(name))).join('\n')
          return (
            <span title={all}>
              {i18n._(permissionText(first))}
              {rest.length > 0 && <span className="cell__sub">{t`and ${rest.length} more`}</span>}
            </span>
          )
        },
      },
      {
        id: 'limits',
        header: t`Only for`,
        priority: 2,
        cell: (token) => (
          <>
            <span>{token.services ? t`services: ${token.services.length}` : t`all services`}</span>
            {token.networks.length > 0 && (
              <span className="cell__sub mono clip">{token.networks.join(', ')}</span>
            )}
          </>
        ),
      },
      {
        id: 'account',
        header: t`Account`,
        priority: 3,
        cell: (token) => (
          <>
            <span className="clip">{token.account.name}</span>
            <span className="cell__sub clip">{token.maker.name}</span>
          </>
        ),
      },
      {
        id: 'used',
        header: t`Last used`,
        sort: 'last_used_at',
        priority: 4,
        cell: (token) =>
          token.last_used_at ? (
            <>
              <RelativeTime at={token.last_used_at} />
              <span className="cell__sub mono">{token.last_used_ip}</span>
            </>
          ) : (
            <span className="muted">{t`not yet`}</span>
          ),
      },
      {
        id: 'expires',
        header: t`Works until`,
        cell: (token) =>
          expired(token) ? (
            <Badge tone="warning" icon={IconAlertCircle}>{t`Expired`}</Badge>
          ) : (
            <RelativeTime at={token.expires_at} />
          ),
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (token) => (
          <ActionMenu
            actions={tokenActions}
            subject={{ token, edit }}
            label={t`Actions: ${token.name}`}
          />
        ),
      },
    ],
    [t, i18n, edit],
  )
}
