import { useState } from 'react'

interface Props {
  name: string
  /** The address of the picture; letters stand in for one that is missing or does not load. */
  picture?: string | null
  variant?: 'accent' | 'lg'
}

const side = { accent: 28, lg: 36 }

/** A picture, or the first letters of the name, in the same room. The name is read beside it. */
export function Avatar({ name, picture, variant }: Props) {
  const [broken, setBroken] = useState<string>()
  const className = `avatar ${variant ? `avatar--${variant}` : ''}`
  if (!picture || picture === broken) {
    return (
      <span className={className} aria-hidden="true">
        {initials(name)}
      </span>
    )
  }
  const size = variant ? side[variant] : 28
  return (
    <img
      className={className}
      src={picture}
      alt=""
      width={size}
      height={size}
      onError={() => setBroken(picture)}
    />
  )
}

function initials(name: string): string {
  const words = name.match(/[\p{L}\d]+/gu) ?? ['?']
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join('')
}
