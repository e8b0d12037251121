import { useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconCircleCheck, IconInfoCircle, IconX } from '@tabler/icons-react'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '../primitives/Button'
import { IconButton } from '../primitives/IconButton'
import { useTopDialog } from '../primitives/modal'
import { ToastContext, type ToastInput } from './toasts'

interface Toast extends ToastInput {
  id: number
}

const icons = { positive: IconCircleCheck, critical: IconAlertCircle, neutral: IconInfoCircle }
const marks = { positive: 'ok', critical: 'bad', neutral: 'live' }

/** Good news leaves by itself; bad news and anything with a button waits longer. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const next = useRef(0)
  const remove = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  )
  const show = useCallback(
    (input: ToastInput) => {
      next.current += 1
      const id = next.current
      setToasts((shown) => [...shown.slice(-3), { ...input, id }])
      setTimeout(() => remove(id), input.tone === 'critical' || input.action ? 10_000 : 5_000)
    },
    [remove],
  )
  const dialog = useTopDialog()
  const list = (
    <div className="toasts" aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onClose={() => remove(toast.id)} />
      ))}
    </div>
  )
  return (
    <ToastContext.Provider value={show}>
      {children}
      {/* Outside of an open dialog they could neither be read nor clicked. */}
      {dialog ? createPortal(list, dialog) : list}
    </ToastContext.Provider>
  )
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const { i18n, t } = useLingui()
  const Icon = icons[toast.tone]
  const action = toast.action
  return (
    <div className="toast" role={toast.tone === 'critical' ? 'alert' : 'status'}>
      <Icon className={`i ${marks[toast.tone]}`} aria-hidden />
      <span className="grow">
        <b>{toast.about ? i18n._(toast.about) : i18n._(toast.title)}</b>
        {toast.about && <p>{i18n._(toast.title)}</p>}
        {toast.detail && <p>{i18n._(toast.detail)}</p>}
        {toast.requestId && <p className="tiny muted mono">{toast.requestId}</p>}
      </span>
      {action && (
        <Button
          size="sm"
          onClick={() => {
            onClose()
            action.perform()
          }}
        >
          {i18n._(action.label)}
        </Button>
      )}
      <IconButton small label={t`Close`} onClick={onClose}>
        <IconX className="i i--sm" aria-hidden />
      </IconButton>
    </div>
  )
}
