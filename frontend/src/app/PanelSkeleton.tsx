import { FrameSkeleton } from './shell/FrameSkeleton'

/** The HTML of both trees: `entry.panel.tsx` takes its place. */
export default function PanelSkeleton() {
  return (
    <div id="panel">
      <FrameSkeleton />
    </div>
  )
}
