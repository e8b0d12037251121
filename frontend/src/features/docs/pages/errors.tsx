import { Trans, useLingui } from '@lingui/react/macro'
import { reference } from '~/api/reference.gen'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { DocsPage } from '../components/DocsPage'

export default function ErrorCodes() {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <DocsPage
      path="/docs/errors"
      title={t`Error codes`}
      description={t`What a code means and which operations return it. Programs look at the code, never at the text.`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Code</Trans>
            </th>
            <th scope="col">
              <Trans>HTTP status</Trans>
            </th>
            <th scope="col">
              <Trans>Message</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {reference.errors.map((error) => (
            <tr key={error.code}>
              <th scope="row">
                <a href={localized(`/docs/errors/${error.code}`, locale)}>
                  <code>{error.code}</code>
                </a>
              </th>
              <td className="num">{error.status}</td>
              <td lang="en">{error.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </DocsPage>
  )
}
