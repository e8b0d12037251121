import { LegalPage } from '../components/LegalPage'

export default function Terms() {
  return <LegalPage kind="terms" />
}
