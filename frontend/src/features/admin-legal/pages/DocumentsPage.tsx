import { Trans, useLingui } from '@lingui/react/macro'
import { IconGavel } from '@tabler/icons-react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { beginPrivacy, beginTerms } from '../actions'
import { documentQuery, documentsList } from '../api'
import { useDocumentColumns } from '../components/columns'
import { kindNames, legalStateStyles } from '../labels'

const kinds = ['terms', 'privacy'] as const
const states = ['draft', 'scheduled', 'current', 'past'] as const

export default function DocumentsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(documentsList)
  const columns = useDocumentColumns()
  return (
    <ListPage
      title={t`Legal documents`}
      description={t`Every published version stays on the public pages, and nobody changes it`}
      actions={
        <>
          <ActionButton action={beginTerms} subject={undefined} variant="primary" />
          <ActionButton action={beginPrivacy} subject={undefined} />
        </>
      }
      list={list}
      columns={columns}
      filters={[
        {
          filter: 'kind',
          label: t`Document`,
          empty: t`Any document`,
          options: kinds.map((value) => ({ value, label: i18n._(kindNames[value]) })),
        },
        {
          filter: 'state',
          label: t`Status`,
          empty: t`Any status`,
          options: states.map((value) => ({
            value,
            label: i18n._(legalStateStyles[value].label),
          })),
        },
      ]}
      rowTo={(document) => `/admin/legal/${document.id}`}
      rowQuery={(document) => documentQuery(document.id)}
      empty={{
        icon: IconGavel,
        title: t`No document yet`,
        text: (
          <Trans>
            Once terms or a privacy policy are published, visitors find them at the foot of every
            page, and everybody who registers accepts them.
          </Trans>
        ),
      }}
    />
  )
}
