import { PlansPage } from '../components/PlansPage'

export default function Plans() {
  return <PlansPage />
}
