import { useLingui } from '@lingui/react/macro'
import { TokenList } from '../components/TokenList'

export default function TokensPage() {
  const { t } = useLingui()
  return <TokenList kind="personal" description={t`For programs that work on your behalf`} />
}
