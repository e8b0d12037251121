import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { type Found, minSearch, searchQuery } from '~/api/search'
import { useCan } from '~/auth/me'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import type { Locale } from '~/lib/locale'
import type { Command } from './CommandBar'
import { type ModuleDefinition, pathOf } from './module'

const pauseMs = 200

interface Search {
  commands: Command[]
  /** The heading of each kind: the module that shows it. */
  titles: Record<string, string>
  pending: boolean
}

/** What the server finds for the text, as commands that lead there; the modules say where. */
export function useFound(
  modules: ModuleDefinition[],
  tree: 'panel' | 'admin',
  text: string,
): Search {
  const { i18n } = useLingui()
  const can = useCan()
  const locale = useLocale()
  const navigate = useNavigate()
  const typed = text.trim()
  const q = useSettled(typed)
  const allowed = tree === 'admin' ? can('orders:read', 'admin') : can('services:read', 'panel')
  const enabled = allowed && q.length >= minSearch && typed.length >= minSearch
  const { data, isFetching } = useQuery({ ...searchQuery(tree, q), enabled })
  const finders = modules.filter((module) => module.tree === tree && module.finds !== undefined)
  const pending = allowed && typed.length >= minSearch && (isFetching || q !== typed)
  if (!enabled || !data) return { commands: [], titles: {}, pending }
  const commands = finders.flatMap((module) =>
    data.items
      .filter(({ kind }) => kind === module.finds)
      .map((item) => ({
        id: `found:${item.kind}:${item.id}`,
        group: `found:${module.id}` as const,
        label: item.title,
        hint: hintOf(item, locale),
        icon: module.icon,
        run: () => void navigate(`${pathOf(module)}/${item.id}`),
      })),
  )
  const titles = Object.fromEntries(
    finders.map((module) => [`found:${module.id}`, i18n._(module.label)]),
  )
  return { commands, titles, pending }
}

function hintOf({ detail, amount, account_name }: Found, locale: Locale): string | undefined {
  const plain = detail?.replace(/^https?:\/\//, '')
  const parts = [plain, amount && money(amount, locale), account_name]
  return parts.filter(Boolean).join(' · ') || undefined
}

/** The text once the reader pauses: not every letter is asked for. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
