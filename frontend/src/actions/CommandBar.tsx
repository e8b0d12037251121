import { useLingui } from '@lingui/react'
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useState,
} from 'react'
import { useNavigate } from 'react-router'
import { useCan } from '~/auth/me'
import type { AnyAction } from './action'
import { type ModuleDefinition, pathOf } from './module'
import { perform } from './perform'
import { useRuntime } from './runtime'
import { type Shortcut, useShortcuts } from './shortcuts'
import { usePageSubject } from './subject'

export interface Command {
  id: string
  group: 'subject' | 'actions' | 'places' | 'elsewhere' | `found:${string}`
  label: string
  /** Beside the label: what tells it from others of its name. */
  hint?: string | undefined
  icon: AnyAction['icon']
  shortcut?: string | undefined
  run: () => void
}

const OpenContext = createContext<() => void>(() => undefined)
const Palette = lazy(() => import('./Palette'))

export function useOpenCommandBar(): () => void {
  return useContext(OpenContext)
}

interface Props {
  modules: ModuleDefinition[]
  tree: 'panel' | 'admin'
  children: ReactNode
}

/** Ctrl/⌘ K: every place and every action, by name; the same list feeds the keyboard. */
export function CommandBarProvider({ modules, tree, children }: Props) {
  const [open, setOpen] = useState(false)
  const commands = useCommands(modules, tree)
  const subject = usePageSubject()
  const show = useCallback(() => setOpen(true), [])
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: 'mod+k', global: true, run: () => setOpen((before) => !before) },
      ...commands.flatMap(({ shortcut, run }) => (shortcut ? [{ keys: shortcut, run }] : [])),
    ],
    [commands],
  )
  useShortcuts(shortcuts)
  return (
    <OpenContext.Provider value={show}>
      {children}
      {open && (
        <Suspense>
          <Palette
            commands={commands}
            modules={modules}
            tree={tree}
            subjectName={subject?.name ?? ''}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </OpenContext.Provider>
  )
}

function useCommands(modules: ModuleDefinition[], tree: 'panel' | 'admin'): Command[] {
  const { i18n } = useLingui()
  const navigate = useNavigate()
  const runtime = useRuntime()
  const can = useCan()
  const page = usePageSubject()
  const reachable = modules.filter(
    (module) => !module.hidden && can(module.permission, module.tree),
  )
  const fromAction = (group: Command['group'], subject: unknown) => (action: AnyAction) => ({
    id: `${group}:${action.id}`,
    group,
    label: i18n._(action.label),
    icon: action.icon,
    shortcut: action.shortcut,
    run: () => void perform(action, subject, runtime),
  })
  const allowed = (subject: unknown) => (action: AnyAction) =>
    can(action.permission) &&
    (action.visible?.(subject) ?? true) &&
    (action.enabled?.(subject) ?? true) === true
  return [
    ...(page?.actions.filter(allowed(page.subject)).map(fromAction('subject', page.subject)) ?? []),
    ...reachable.flatMap((module) =>
      (module.actions ?? []).filter(allowed(undefined)).map(fromAction('actions', undefined)),
    ),
    ...reachable
      .toSorted((one, other) => Number(other.tree === tree) - Number(one.tree === tree))
      .map((module) => ({
        id: `place:${module.id}`,
        group: module.tree === tree ? ('places' as const) : ('elsewhere' as const),
        label: i18n._(module.label),
        icon: module.icon,
        run: () => void navigate(pathOf(module)),
      })),
  ]
}
