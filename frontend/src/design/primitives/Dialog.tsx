import { useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Floating } from '../Floating'
import { IconButton } from './IconButton'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
  foot?: ReactNode
  /** Without the cross, Esc and a click outside: for what must be answered. */
  modal?: boolean
}

/** Esc belongs to the dialog on top: a proof may be asked for while another one is open. */
const opened: symbol[] = []

/** Load it lazily (`lazy(() => import(…))`): it brings Mantine's Modal along. */
export default function Dialog({ title, onClose, children, foot, modal = false }: Props) {
  const { t } = useLingui()
  const [opener] = useState(() => document.activeElement)
  const [me] = useState(() => Symbol('dialog'))
  useEffect(() => {
    opened.push(me)
    document.documentElement.classList.add('is-locked')
    return () => {
      opened.splice(opened.indexOf(me), 1)
      if (opened.length === 0) document.documentElement.classList.remove('is-locked')
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [opener, me])
  return (
    <Floating>
      <Modal
        opened
        onClose={() => opened.at(-1) === me && onClose()}
        withCloseButton={false}
        closeOnEscape={!modal}
        closeOnClickOutside={!modal}
        padding={0}
        size={480}
        zIndex={400}
        transitionProps={{ duration: 120 }}
        classNames={{ content: 'dialog', overlay: 'dialog__scrim', body: 'dialog__in' }}
      >
        <div className="dialog__head">
          <Modal.Title>{title}</Modal.Title>
          {!modal && (
            <IconButton small label={t`Close`} onClick={onClose}>
              <IconX className="i" aria-hidden />
            </IconButton>
          )}
        </div>
        <div className="dialog__body">{children}</div>
        {foot && <div className="dialog__foot">{foot}</div>}
      </Modal>
    </Floating>
  )
}
