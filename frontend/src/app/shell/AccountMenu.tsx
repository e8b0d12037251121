import { useLingui } from '@lingui/react/macro'
import {
  IconLanguage,
  IconLogout,
  IconSelector,
  IconShieldCog,
  IconUser,
  IconUserCog,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { describeError } from '~/api/describe'
import { release } from '~/api/release'
import { summaryQuery, useMe, useTree } from '~/auth/me'
import { session } from '~/auth/session'
import { isStaff } from '~/auth/start'
import { type ToastInput, useToast } from '~/design/patterns/toasts'
import { Avatar } from '~/design/primitives/Avatar'
import { Menu, type MenuItem } from '~/design/primitives/Menu'
import { chooseLocale, useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import { type Locale, localized } from '~/lib/locale'
import { profilePath } from '~/lib/paths'
import { useKeepPreference } from './preferences'

/** Out on purpose: straight to the sign-in page; other tabs show that the session has ended. */
async function signOut(locale: Locale): Promise<void> {
  await session.signOut()
  location.assign(localized('/sign-in', locale))
}

const refusal = (error: unknown): ToastInput => ({ tone: 'critical', title: describeError(error) })

/** Who is signed in, and the way to the other tree, to the profile and out. */
export function AccountMenu({ variant }: { variant: 'card' | 'avatar' }) {
  const { t } = useLingui()
  const me = useMe()
  const locale = useLocale()
  const keep = useKeepPreference()
  const other = locale === 'ru' ? 'en' : 'ru'
  const navigate = useNavigate()
  const queries = useQueryClient()
  const toast = useToast()
  const { data: summary } = useQuery({ ...summaryQuery, enabled: me?.account != null })
  const balance = summary?.balance
  const tree = useTree()
  const inAdmin = tree === 'admin'
  if (!me) return null
  const name = inAdmin ? me.name || me.email : (me.account?.name ?? me.name ?? me.email)
  const change = async (id: string) => {
    const { chooseAccount } = await import('./chooseAccount')
    await chooseAccount(queries, id)
    await navigate('/panel')
  }
  const several = me.accounts.length > 1 && !me.impersonated_by
  const accounts: MenuItem[] = several
    ? me.accounts.map(({ id, name: label }) => ({
        id,
        label,
        checked: id === me.account?.id,
        onSelect: () => void change(id).catch((error) => toast(refusal(error))),
      }))
    : []
  const items: MenuItem[] = [
    ...accounts,
    {
      id: 'profile',
      label: t`Profile`,
      icon: IconUser,
      onSelect: () => void navigate(profilePath(tree)),
    },
    ...(isStaff(me) && (me.account || !inAdmin)
      ? [
          inAdmin
            ? {
                id: 'panel',
                label: t`Customer panel`,
                icon: IconUserCog,
                onSelect: () => void navigate('/panel'),
              }
            : {
                id: 'admin',
                label: t`Administration`,
                icon: IconShieldCog,
                onSelect: () => void navigate('/admin'),
              },
        ]
      : []),
    {
      id: 'language',
      label: other === 'en' ? 'English' : 'Русский',
      icon: IconLanguage,
      onSelect: () => {
        keep({ locale: other })
        void chooseLocale(other)
      },
    },
    me.impersonated_by
      ? {
          id: 'out',
          label: t`Back to the administration`,
          icon: IconLogout,
          onSelect: () =>
            void import('./endImpersonation').then(({ endImpersonation }) => endImpersonation()),
        }
      : { id: 'out', label: t`Sign out`, icon: IconLogout, onSelect: () => void signOut(locale) },
  ]
  const head = (
    <>
      <b className="clip">{me.name || me.email}</b>
      <span className="muted tiny clip">{me.email}</span>
      {release.current() && <span className="muted tiny">{t`Version ${release.current()}`}</span>}
    </>
  )
  if (variant === 'avatar') {
    return (
      <Menu
        label={t`Account: ${name}`}
        items={items}
        head={head}
        variant="icon"
        className="icon-btn--full"
      >
        <Avatar name={name} picture={me.avatar_url} />
      </Menu>
    )
  }
  return (
    <Menu label={t`Account: ${name}`} items={items} head={head} variant="plain" className="account">
      <Avatar name={name} picture={me.avatar_url} variant="accent" />
      <span className="grow">
        <b className="clip">{name}</b>
        <span className="num clip">
          {balance && !inAdmin ? t`Balance ${money(balance, locale)}` : me.email}
        </span>
      </span>
      <IconSelector className="i i--sm muted" aria-hidden />
    </Menu>
  )
}
