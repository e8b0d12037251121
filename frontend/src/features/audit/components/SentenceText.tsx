import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { useLocale } from '~/i18n/useLocale'
import type { AuditEntry } from '../api'
import { actionText, namelessActors, targetPage } from '../labels'
import { detailOf, partsOf, targetName } from './sentence'
import { useWritten } from './useWritten'

interface Props {
  tree: 'panel' | 'admin'
  entry: AuditEntry
}

/** What was done, as a sentence: names lead to what they name, where it is and may be seen. */
export function SentenceText({ tree, entry }: Props) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const parts = partsOf(entry, locale)
  if (parts.length === 0) return i18n._(actionText(entry.action))
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move.
    <Fragment key={index}>
      {typeof part === 'string' ? part : <Gap {...part} tree={tree} entry={entry} />}
    </Fragment>
  ))
}

function Gap({ name, fallback, ...of }: Props & { name: string; fallback: string }): ReactNode {
  const write = useWritten(of.tree)
  const { entry } = of
  if (name === 'actor') return <ActorName {...of} />
  if (name === 'target')
    return <Named {...of} target={entry.target} shown={targetName(entry) || fallback} />
  const detail = detailOf(entry.action, name)
  return detail && name in entry.changes ? write(entry.changes[name], detail, entry) : fallback
}

interface Name extends Props {
  target: AuditEntry['target']
  shown: string
}

function Named({ tree, target, shown }: Name): ReactNode {
  const can = useCan()
  const page = shown === '' ? null : targetPage(tree, target)
  return page && can(page.permission, tree) ? <Link to={page.to}>{shown}</Link> : shown
}

/** Who did it; who it really was first, where staff acted as a customer. */
export function ActorName({ tree, entry }: Props): ReactNode {
  const { i18n } = useLingui()
  const { actor, impersonator } = entry
  const nameless = i18n._(namelessActors[actor.kind] ?? namelessActors.system)
  const shown = actor.name ?? nameless
  const person = actor.kind === 'user' || actor.kind === 'staff'
  const target = person && actor.id ? { type: 'user', id: actor.id, now: { name: shown } } : null
  const acting = (
    <Named tree={tree} entry={entry} target={actor.name ? target : null} shown={shown} />
  )
  if (!impersonator) {
    if (actor.kind !== 'token' || !actor.name) return acting
    return <Trans>API token {actor.name}</Trans>
  }
  const really = impersonator.name ?? i18n._(namelessActors.staff)
  return (
    <Trans>
      {really} (as {acting})
    </Trans>
  )
}
