import type { MessageDescriptor } from '@lingui/core'
import { createContext, useContext } from 'react'

export interface ToastInput {
  tone: 'positive' | 'critical' | 'neutral'
  title: MessageDescriptor
  detail?: MessageDescriptor
  /** What was tried, when the title is about what went wrong. */
  about?: MessageDescriptor
  requestId?: string
  action?: { label: MessageDescriptor; perform: () => unknown }
}

export const ToastContext = createContext<(toast: ToastInput) => void>(() => undefined)

export function useToast(): (toast: ToastInput) => void {
  return useContext(ToastContext)
}
