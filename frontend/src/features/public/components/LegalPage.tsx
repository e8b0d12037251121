import { Trans, useLingui } from '@lingui/react/macro'
import { useContext } from 'react'
import { useParams } from 'react-router'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { localized } from '~/lib/locale'
import { LegalContext, type LegalDocument } from '../catalog'
import { versionPath } from '../paths'

type Version = LegalDocument['versions'][number]

/** A document in force, or one version of it by its number. */
export function LegalPage({ kind }: { kind: LegalDocument['kind'] }) {
  const { t } = useLingui()
  const locale = useLocale()
  const asked = useParams()['number']
  const document = useContext(LegalContext).find((one) => one.kind === kind)
  const number = asked ? Number(asked) : document?.current
  const shown = document?.versions.find((one) => one.number === number)
  const title = kind === 'terms' ? t`Terms of service` : t`Privacy policy`
  const described =
    kind === 'terms'
      ? t`The terms on which we provide our services, in every version.`
      : t`What we know about you, why, and for how long.`
  if (!document || !shown) return null
  return (
    <main className="pub-main" id="main">
      <PublicHead
        hidden={asked !== undefined}
        path={asked ? versionPath(kind, shown.number) : `/${kind}`}
        title={asked ? t`${title}, version ${shown.number}` : title}
        description={described}
      />
      <div className="pub legal">
        <h1>{title}</h1>
        <Standing document={document} shown={shown} />
        <div
          className="legal__text"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: made of Markdown by the API, without HTML.
          dangerouslySetInnerHTML={{ __html: shown.html[locale] }}
        />
        <Versions document={document} shown={shown} />
      </div>
    </main>
  )
}

/** Which version this is, and whether it is the one that counts. */
function Standing({ document, shown }: { document: LegalDocument; shown: Version }) {
  const locale = useLocale()
  const since = dateTime(shown.effective_at, locale, 'date')
  const current = localized(`/${document.kind}`, locale)
  const coming = document.versions.find(({ number }) => number > (document.current ?? 0))
  if (shown.number === document.current) {
    return (
      <p className="legal__version">
        <Trans>
          Version {shown.number}, in force since <time dateTime={shown.effective_at}>{since}</time>
        </Trans>
        {coming && (
          <>
            {' · '}
            <a href={localized(versionPath(document.kind, coming.number), locale)}>
              <Trans>
                Version {coming.number} takes effect on{' '}
                {dateTime(coming.effective_at, locale, 'date')}
              </Trans>
            </a>
          </>
        )}
      </p>
    )
  }
  return (
    <p className="legal__version legal__version--other">
      {shown.number > (document.current ?? 0) ? (
        <Trans>
          Version {shown.number}, takes effect on <time dateTime={shown.effective_at}>{since}</time>
        </Trans>
      ) : (
        <Trans>Version {shown.number}: it is no longer in force.</Trans>
      )}{' '}
      {document.current !== null && (
        <a href={current}>
          <Trans>The version in force</Trans>
        </a>
      )}
    </p>
  )
}

function Versions({ document, shown }: { document: LegalDocument; shown: Version }) {
  const locale = useLocale()
  if (document.versions.length < 2) return null
  return (
    <section className="legal__versions">
      <h2>
        <Trans>All versions</Trans>
      </h2>
      <ul>
        {document.versions.map(({ number, effective_at }) => (
          <li key={number}>
            <a
              href={localized(versionPath(document.kind, number), locale)}
              aria-current={number === shown.number ? 'page' : undefined}
            >
              <Trans>
                Version {number}, from {dateTime(effective_at, locale, 'date')}
              </Trans>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
