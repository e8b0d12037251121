import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
}

/** Waits for a pause in typing; a value changed from outside (Back, reset) is taken over. */
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
  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      returning.current = true
      onChange(sent.current)
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, onChange])
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
      />
    </label>
  )
}
