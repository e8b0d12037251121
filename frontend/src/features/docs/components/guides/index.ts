import { useLocale } from '~/i18n/useLocale'
import type { GuideName } from '../../paths'
import type { Guide } from '../blocks'
import { guides as en } from './en'
import { guides as ru } from './ru'

export type Guides = Record<GuideName, Guide>

const texts = { en, ru }

/** The guides in the reader's language. */
export function useGuides(): Guides {
  return texts[useLocale()]
}
