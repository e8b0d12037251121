import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '~/design/patterns/Loaded'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { type Draft, type Place, type Template, versionsQuery } from '../api'

interface Props {
  place: Place
  template: Template
  onLoad: (texts: Draft) => void
}

/** What the letter said before, by whom: any of it can be loaded into the editor. */
export function Versions({ place, template, onLoad }: Props) {
  const { t } = useLingui()
  const query = useQuery(versionsQuery(place))
  const standard = { subject: template.default_subject, body: template.default_body }
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={3} />}>
      {({ items }) => (
        <Card flush title={t`Versions`}>
          <ul className="insertions">
            {items.map((one) => (
              <li key={one.version} className="row row--between">
                <span className="small">
                  {one.subject === null ? t`Reset to default` : t`Version ${one.version}`}
                  <span className="cell__sub">
                    {one.author} · <RelativeTime at={one.created_at} />
                  </span>
                </span>
                {one.subject !== null && one.body !== null && (
                  <Button
                    size="sm"
                    onClick={() => onLoad({ subject: one.subject ?? '', body: one.body ?? '' })}
                  >
                    <Trans>Use this text</Trans>
                  </Button>
                )}
              </li>
            ))}
            <li className="row row--between">
              <span className="small">{t`Standard text`}</span>
              <Button size="sm" onClick={() => onLoad(standard)}>
                <Trans>Use this text</Trans>
              </Button>
            </li>
          </ul>
        </Card>
      )}
    </Loaded>
  )
}
