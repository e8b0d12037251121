import { useLingui } from '@lingui/react/macro'
import { IconDeviceDesktop, IconMenu2, IconMoon, IconSearch, IconSun } from '@tabler/icons-react'
import { useOpenCommandBar } from '~/actions/CommandBar'
import { Menu } from '~/design/primitives/Menu'
import { chooseTheme, type Theme, useTheme } from '~/design/themeChoice'
import { chooseLocale, useLocale } from '~/i18n/useLocale'
import { AccountMenu } from './AccountMenu'
import { Brand } from './Brand'
import { Breadcrumb } from './Breadcrumb'
import { LiveDot } from './LiveDot'
import { NotificationMenu } from './NotificationMenu'
import { useKeepPreference } from './preferences'
import type { Drawer } from './useDrawer'

export function TopBar({ tree, drawer }: { tree: 'panel' | 'admin'; drawer: Drawer }) {
  const { t } = useLingui()
  return (
    <header className="topbar">
      <div className="topbar__brand">
        <Brand to={`/${tree}`} {...(tree === 'admin' && { tag: t`admin` })} />
      </div>
      <div className="topbar__main">
        <button
          type="button"
          className="icon-btn burger"
          ref={drawer.burger}
          aria-expanded={drawer.open}
          aria-controls="sidebar"
          aria-label={drawer.open ? t`Close the menu` : t`Open the menu`}
          onClick={drawer.toggle}
        >
          <IconMenu2 className="i i--lg" aria-hidden />
        </button>
        <Breadcrumb tree={tree} />
        <div className="topbar__tools">
          <SearchTrigger />
          <LiveDot />
          <NotificationMenu />
          <LanguageButton />
          <ThemeMenu />
          <AccountMenu variant="avatar" />
        </div>
      </div>
    </header>
  )
}

function SearchTrigger() {
  const { t } = useLingui()
  const open = useOpenCommandBar()
  const apple = /Mac|iPhone|iPad/.test(navigator.platform)
  return (
    <button
      type="button"
      className="search-trigger"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={open}
    >
      <IconSearch className="i" aria-hidden />
      <span>{t`Search and commands`}</span>
      <kbd>{apple ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  )
}

/** Two languages need no menu: the button names the other one, in that language. */
function LanguageButton() {
  const locale = useLocale()
  const keep = useKeepPreference()
  const other = locale === 'ru' ? 'en' : 'ru'
  return (
    <button
      type="button"
      className="icon-btn hide-sm"
      lang={other}
      onClick={() => {
        keep({ locale: other })
        void chooseLocale(other)
      }}
    >
      <span className="sr-only">
        {other === 'en' ? 'Switch to English' : 'Перейти на русский'}{' '}
      </span>
      {other.toUpperCase()}
    </button>
  )
}

const icons = { system: IconDeviceDesktop, light: IconSun, dark: IconMoon }

function ThemeMenu() {
  const { t } = useLingui()
  const theme = useTheme()
  const keep = useKeepPreference()
  const Icon = icons[theme]
  const names: Record<Theme, string> = {
    system: t`Same as system`,
    light: t`Light`,
    dark: t`Dark`,
  }
  return (
    <Menu
      label={t`Theme: ${names[theme]}`}
      className="icon-btn--full"
      items={(Object.keys(names) as Theme[]).map((id) => ({
        id,
        label: names[id],
        icon: icons[id],
        checked: id === theme,
        onSelect: () => {
          keep({ theme: id })
          chooseTheme(id)
        },
      }))}
    >
      <Icon className="i" aria-hidden />
    </Menu>
  )
}
