import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'
import { usePagedQuery } from '~/api/query'
import { SignInLog } from '~/auth/history'
import { useCan } from '~/auth/me'
import { signInsOfList, type User } from '../api'

/** Every attempt to sign in as the person. */
export function SignInsTab({ user }: { user: User }) {
  const audit = useCan()('audit:read')
  const acts = audit && (
    <Link to={`/admin/audit?actor_id=${user.id}`}>
      <Trans>In the audit log</Trans>
    </Link>
  )
  return <SignInLog list={usePagedQuery(signInsOfList(user.id))} aside={acts} />
}
