import { useLingui } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { isOutside, useModal } from '~/design/primitives/modal'
import type { Command } from './CommandBar'
import type { ModuleDefinition } from './module'
import { useFound } from './useFound'

interface Props {
  commands: Command[]
  modules: ModuleDefinition[]
  tree: 'panel' | 'admin'
  subjectName: string
  onClose: () => void
}

/** Every word must be found somewhere in the label: `пере web` finds it as well as `web пере`. */
function fits(command: Command, words: string[]): boolean {
  const label = command.label.toLowerCase()
  return words.every((word) => label.includes(word))
}

export default function Palette({ commands, modules, tree, subjectName, onClose }: Props) {
  const { t } = useLingui()
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const search = useFound(modules, tree, text)
  // After the commands: what arrives later must not push away what is about to be picked.
  const found = [...commands.filter((command) => fits(command, words)), ...search.commands]
  const titles: Record<string, string> = {
    subject: t`Actions with ${subjectName}`,
    actions: t`Actions`,
    places: t`Go to`,
    elsewhere: tree === 'admin' ? t`Customer panel` : t`Administration`,
    ...search.titles,
  }
  useModal(dialog)
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((before) => (before + step + found.length) % Math.max(found.length, 1))
    else if (event.key === 'Enter') run(found[at])
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      className="palette__wrap"
      aria-label={t`Search and commands`}
      onClose={onClose}
      onPointerDown={(event) => isOutside(event) && onClose()}
    >
      <div className="palette">
        <div className="palette__input">
          <IconSearch className="i i--lg" aria-hidden />
          <input
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found[at] ? `palette-${at}` : undefined}
            aria-label={t`Find or do`}
            placeholder={t`Name, number, address or command`}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setAt(0)
            }}
            onKeyDown={onKey}
          />
          <kbd>Esc</kbd>
        </div>
        <div
          className="palette__list palette__group"
          id="palette-list"
          role="listbox"
          tabIndex={-1}
          aria-label={t`Commands`}
        >
          {found.map((command, index) => (
            <PaletteRow
              key={command.id}
              id={`palette-${index}`}
              command={command}
              selected={index === at}
              title={
                command.group === found[index - 1]?.group ? null : (titles[command.group] ?? null)
              }
              onPick={() => run(command)}
              onHover={() => setAt(index)}
            />
          ))}
        </div>
        <p
          className={found.length === 0 || search.pending ? 'palette__note' : 'sr-only'}
          role="status"
        >
          {search.pending
            ? t`Searching…`
            : found.length === 0
              ? t`Nothing found`
              : t`Found: ${found.length}`}
        </p>
      </div>
    </dialog>
  )
}

interface RowProps {
  id: string
  command: Command
  selected: boolean
  title: string | null
  onPick: () => void
  onHover: () => void
}

function PaletteRow({ id, command, selected, title, onPick, onHover }: RowProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected) row.current?.scrollIntoView?.({ block: 'nearest' })
  }, [selected])
  return (
    <>
      {title && (
        <div className="label palette__title" role="presentation">
          {title}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys. */}
      <div
        ref={row}
        id={id}
        className="palette__item"
        role="option"
        tabIndex={-1}
        aria-selected={selected}
        onClick={onPick}
        onPointerMove={onHover}
      >
        <command.icon className="i" aria-hidden />
        <span className="clip">{command.label}</span>
        {command.hint && <span className="muted clip">{command.hint}</span>}
        {command.shortcut && (
          <span className="muted">
            {command.shortcut.split(/[ +]/).map((key) => (
              <kbd key={key}>{key === 'shift' ? '⇧' : key.toUpperCase()}</kbd>
            ))}
          </span>
        )}
      </div>
    </>
  )
}
