import { useLocale } from '~/i18n/useLocale'
import { useBrand } from '~/lib/brand'
import { localized } from '~/lib/locale'
import { useOrigin } from '~/lib/site'

interface Props {
  /** Without the language prefix. */
  path: string
  title: string
  description: string
  /** Left out of search engines: pages that are nothing without a letter or an error. */
  hidden?: boolean
}

/** Everything a search engine and a messenger's preview look for. React moves it into the head. */
export function PublicHead({ path, title, description, hidden = false }: Props) {
  const locale = useLocale()
  const origin = useOrigin()
  const { name } = useBrand()
  const address = (language: 'ru' | 'en') => origin + localized(path, language)
  const full = path === '/' ? title : `${title} · ${name}`
  return (
    <>
      <title>{full}</title>
      <meta name="description" content={description} />
      {hidden && <meta name="robots" content="noindex" />}
      <link rel="canonical" href={address(locale)} />
      <link rel="alternate" hrefLang="ru" href={address('ru')} />
      <link rel="alternate" hrefLang="en" href={address('en')} />
      <link rel="alternate" hrefLang="x-default" href={origin + path} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={name} />
      <meta property="og:title" content={full} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={address(locale)} />
      <meta property="og:locale" content={locale === 'ru' ? 'ru_RU' : 'en_US'} />
      <meta property="og:image" content={`${origin}/og.png`} />
    </>
  )
}
