import { useLingui } from '@lingui/react/macro'
import { IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { keepFocusInside } from './focusTrap'
import { IconButton } from './IconButton'
import { isOutside, useModal } from './modal'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
  foot?: ReactNode
  /** Without the cross, Esc and a click outside: for what must be answered. */
  modal?: boolean
}

/** A native `<dialog>`: what is behind is out of reach, and the one on top gets the keys. */
export default function Dialog({ title, onClose, children, foot, modal = false }: Props) {
  const { t } = useLingui()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useModal(dialog)
  const dismiss = () => !modal && onClose()
  // Taken before the browser does: of two presses of Esc it would close what must be answered.
  const onKey = (event: KeyboardEvent<HTMLDialogElement>) => {
    keepFocusInside(event, event.currentTarget)
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    dismiss()
  }
  const onCancel = (event: SyntheticEvent<HTMLDialogElement>) => {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    dismiss()
  }
  return createPortal(
    <dialog
      ref={dialog}
      className="dialog__wrap"
      aria-labelledby={id}
      onKeyDown={onKey}
      onCancel={onCancel}
      onPointerDown={(event) => isOutside(event) && dismiss()}
    >
      <div className="dialog">
        <div className="dialog__head">
          <h2 id={id}>{title}</h2>
          {!modal && (
            <IconButton small label={t`Close`} onClick={onClose}>
              <IconX className="i" aria-hidden />
            </IconButton>
          )}
        </div>
        <div className="dialog__body">{children}</div>
        {foot && <div className="dialog__foot">{foot}</div>}
      </div>
    </dialog>,
    document.body,
  )
}
