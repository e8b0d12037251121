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
  useEffect(() => {
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      onChange(sent.current)
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, onChange])
  return (
    <label className="search">
      <span className="sr">{label}</span>
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
