import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { reference } from '~/api/reference.gen'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { guideNames } from '../paths'
import { useGuides } from './guides'

interface Props {
  /** Without the language prefix. */
  path: string
  title: string
  description: string
  children: ReactNode
}

/** The frame of every page of the documentation: what there is at the side, one thing in the middle. */
export function DocsPage({ path, title, description, children }: Props) {
  return (
    <main className="pub-main" id="main">
      <PublicHead path={path} title={title} description={description} />
      <div className="pub docs">
        <Contents path={path} />
        <article className="docs__text">
          <h1>{title}</h1>
          <p className="docs__lead">{description}</p>
          {children}
        </article>
      </div>
    </main>
  )
}

function Contents({ path }: { path: string }) {
  const { t } = useLingui()
  const guides = useGuides()
  return (
    <nav className="docs__nav" aria-label={t`Documentation`}>
      <h2>
        <Trans>Guides</Trans>
      </h2>
      <ul>
        <Entry here={path} to="/docs" text={t`Overview`} />
        {guideNames.map((name) => (
          <Entry key={name} here={path} to={`/docs/guides/${name}`} text={guides[name].title} />
        ))}
        <Entry here={path} to="/docs/errors" text={t`Error codes`} />
      </ul>
      <h2>
        <Trans>API reference</Trans>
      </h2>
      <ul>
        {reference.groups.map(({ name }) => (
          <Entry key={name} here={path} to={`/docs/reference/${name}`} text={name} />
        ))}
      </ul>
    </nav>
  )
}

function Entry({ here, to, text }: { here: string; to: string; text: string }) {
  const locale = useLocale()
  return (
    <li>
      <a href={localized(to, locale)} aria-current={here === to ? 'page' : undefined}>
        {text}
      </a>
    </li>
  )
}
