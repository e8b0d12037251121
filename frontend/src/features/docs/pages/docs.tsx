import { Trans, useLingui } from '@lingui/react/macro'
import { reference } from '~/api/reference.gen'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { Code } from '../components/blocks'
import { DocsPage } from '../components/DocsPage'
import { useGuides } from '../components/guides'
import { guideNames } from '../paths'

export default function Docs() {
  const { t } = useLingui()
  const locale = useLocale()
  const guides = useGuides()
  return (
    <DocsPage
      path="/docs"
      title={t`API documentation`}
      description={t`Everything that the panel does, your programs can do too: order and run services, pay invoices, follow what happens.`}
    >
      <h2>
        <Trans>The first request</Trans>
      </h2>
      <p>
        <Trans>Create an API token in the panel, then list your services:</Trans>
      </p>
      <Code
        text={
          'curl https://panel.example.com/api/v1/services \\\n  -H "Authorization: Bearer hwt_…"'
        }
      />
      <h2>
        <Trans>Guides</Trans>
      </h2>
      <ul>
        {guideNames.map((name) => (
          <li key={name}>
            <a href={localized(`/docs/guides/${name}`, locale)}>{guides[name].title}</a>.{' '}
            {guides[name].lead}
          </li>
        ))}
      </ul>
      <h2>
        <Trans>API reference</Trans>
      </h2>
      <p>
        <Trans>
          Generated from the OpenAPI document of this release, which client generators can use as it
          is:
        </Trans>{' '}
        <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>
      </p>
      <ul>
        {reference.groups.map((group) => (
          <li key={group.name}>
            <a href={localized(`/docs/reference/${group.name}`, locale)}>{group.name}</a>:{' '}
            <span lang="en">{group.description}</span>
          </li>
        ))}
      </ul>
    </DocsPage>
  )
}
