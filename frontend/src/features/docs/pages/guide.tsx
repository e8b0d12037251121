import { useParams } from 'react-router'
import { Blocks } from '../components/blocks'
import { DocsPage } from '../components/DocsPage'
import { useGuides } from '../components/guides'
import type { GuideName } from '../paths'

export default function GuidePage() {
  const name = useParams()['name'] as GuideName
  const guide = useGuides()[name]
  return (
    <DocsPage path={`/docs/guides/${name}`} title={guide.title} description={guide.lead}>
      <Blocks blocks={guide.blocks} />
    </DocsPage>
  )
}
