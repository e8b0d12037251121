import { SignInLog } from '~/auth/history'
import { useSignIns } from '../api'
import { BackToSecurity } from './BackToSecurity'

export function SignInsTab() {
  return <SignInLog list={useSignIns()} aside={<BackToSecurity />} />
}
