import { IconSearch } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
}

/** Waits for a pause in typing, or for the field to be left; a value changed from outside (Back, reset) is taken over. */
export function Search({ label, value, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  const returning = useRef(false)
  useEffect(() => {
    // Our own words on their way back through the address never overwrite newer ones.
    if (returning.current && value !== sent.current) return
    returning.current = false
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  const send = useCallback(() => {
    if (typed.trim() === sent.current) return
    sent.current = typed.trim()
    returning.current = true
    onChange(sent.current)
  }, [typed, onChange])
  useEffect(() => {
    const timer = setTimeout(send, 250)
    return () => clearTimeout(timer)
  }, [send])
  return (
    <label className="search">
      <span className="sr-only">{label}</span>
      <IconSearch className="i" aria-hidden />
      <input
        className="input"
        type="search"
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        // Whoever clicks on goes to another page: the words must be in the address before.
        onBlur={send}
      />
    </label>
  )
}
