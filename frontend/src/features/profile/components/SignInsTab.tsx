import { usePagedQuery } from '~/api/query'
import { SignInLog } from '~/auth/history'
import { signInsList } from '../api'
import { BackToSecurity } from './BackToSecurity'

export function SignInsTab() {
  return <SignInLog list={usePagedQuery(signInsList)} aside={<BackToSecurity />} />
}
