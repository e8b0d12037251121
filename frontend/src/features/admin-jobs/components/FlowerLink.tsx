import { IconExternalLink } from '@tabler/icons-react'
import { buttonClass } from '~/design/primitives/Button'
import { flowerUrl } from '../api'

/** To the workers' own monitor, where there is one. */
export function FlowerLink() {
  if (!flowerUrl) return null
  return (
    <a className={buttonClass()} href={flowerUrl} target="_blank" rel="noopener noreferrer">
      <IconExternalLink className="i" aria-hidden />
      Flower
    </a>
  )
}
