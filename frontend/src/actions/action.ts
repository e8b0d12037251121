import type { MessageDescriptor } from '@lingui/core'
import type { QueryClient } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import type { Key } from '~/api/keys'
import type { Permission } from '~/auth/me'

export type Icon = ComponentType<{ className?: string; 'aria-hidden'?: true }>

/** One plain question: what happens, and to what. */
export interface Question {
  title: MessageDescriptor
  body: MessageDescriptor
  confirm: MessageDescriptor
  /** The reader must say why: `perform` gets it as `context.reason`. */
  reason?: ReasonWanted
}

/** For what cannot be taken back: the reader types the name of what is lost. */
export interface NamedQuestion extends Question {
  typed: string
}

/**
 * What is asked follows from what can go wrong. `none`: nothing is lost, or the toast takes it
 * back. `notice`: others notice, or putting it right is work. `destroy`: something is gone for good.
 */
type Harm<Subject> =
  | { harm: 'none'; confirm?: never }
  | { harm: 'notice'; confirm: (subject: Subject) => Question }
  | { harm: 'destroy'; confirm: (subject: Subject) => NamedQuestion }

export interface Confirmation extends Question {
  harm: 'notice' | 'destroy'
  typed?: string
}

export interface ReasonWanted {
  label: MessageDescriptor
  /** Who will read it. */
  help: MessageDescriptor
  rule: { readonly minLength: number; readonly maxLength: number }
}

/** What the reader is told when it is done. */
export interface Outcome {
  /** Good news unless said otherwise. */
  tone?: 'critical'
  title: MessageDescriptor
  detail?: MessageDescriptor
  undo?: { label: MessageDescriptor; perform: () => Promise<unknown> }
  /** Where to go next, inside the panel. */
  to?: string
}

export interface ActionContext {
  queries: QueryClient
  navigate: (to: string) => void
}

export interface PerformContext extends ActionContext {
  /** What the confirmation asked for; empty where it did not. */
  reason: string
}

interface Definition<Subject> {
  id: string
  label: MessageDescriptor
  icon: Icon
  permission?: Permission
  /** Not shown at all when false. */
  visible?: (subject: Subject) => boolean
  /** Shown but refused, with the reason, when it is not `true`. */
  enabled?: (subject: Subject) => true | MessageDescriptor
  /** `g s` is a sequence, `mod+k` a chord. */
  shortcut?: string
  /** One key per thing acted on, so that two rows can be busy at once. */
  subjectKey?: (subject: Subject) => string
  perform: (subject: Subject, context: PerformContext) => Promise<Outcome | undefined>
  /** Words for refusals this action knows better than the general list. */
  describe?: (error: unknown) => MessageDescriptor
  /** What is out of date afterwards, whether it went well or not. */
  invalidates?: (subject: Subject) => Key[]
}

export type Action<Subject = void> = Definition<Subject> & Harm<Subject>

/** The only way to make something happen: a button, a menu entry, a command and a key are views. */
export function defineAction<Subject = void>(action: Action<Subject>): Action<Subject> {
  return action
}

// biome-ignore lint/suspicious/noExplicitAny: lists hold actions on different subjects.
export type AnyAction = Action<any>
