import { useLingui } from '@lingui/react/macro'
import { type ComponentType, type ReactNode, useRef, useState } from 'react'
import { Button } from '../primitives/Button'
import { Progress } from '../primitives/Progress'

interface Props {
  /** What the file is, as the field is called. */
  label: string
  /** What the button says. */
  choose: string
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  /** Media types, as `accept` of a file field. The server looks into the content all the same. */
  accept: string
  busy: boolean
  /** 0..100 while bytes leave, null when none do. */
  progress: number | null
  onFile: (file: File) => void
  /** Further buttons beside the first one. */
  children?: ReactNode
}

/**
 * A place to drop a file, or to choose one by its button: that is what keyboards use, and what
 * screen readers are told of. The browser's own field cannot be styled, so the button opens it.
 */
export function DropZone({ label, choose, icon, accept, busy, progress, onFile, children }: Props) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0]
    if (file && !busy) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame of its own
    <div
      role="group"
      aria-label={label}
      className={over ? 'drop-zone drop-zone--over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <input
        ref={field}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        onChange={({ target }) => {
          take(target.files)
          // The same file may be chosen again after a refusal.
          target.value = ''
        }}
      />
      <div className="row row--wrap">
        <Button size="sm" icon={icon} busy={busy} onClick={() => field.current?.click()}>
          {choose}
        </Button>
        {children}
        <span className="tiny muted">{t`or drop it here`}</span>
      </div>
      {progress !== null && <Progress value={progress} label={t`Sending the file`} />}
      <p role="status" className="sr-only">
        {progress === null ? '' : t`Sending the file`}
      </p>
    </div>
  )
}
