import { useLingui } from '@lingui/react/macro'
import { Navigate } from 'react-router'
import { useCan } from '~/auth/me'
import { TokenList } from '../components/TokenList'

export default function AccountTokensPage() {
  const { t } = useLingui()
  const may = useCan()('tokens:manage')
  if (!may) return <Navigate replace to="/panel/tokens" />
  return (
    <TokenList kind="account" description={t`For the account’s programs, whoever created them`} />
  )
}
