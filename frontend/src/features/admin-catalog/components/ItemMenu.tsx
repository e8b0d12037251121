import { ActionMenu } from '~/actions/ActionMenu'
import {
  hide,
  moveDown,
  moveUp,
  openEdit,
  openNodes,
  type Place,
  publish,
  retire,
  type Sold,
} from '../actions'

interface Props {
  sold: Sold
  place: Place
  label: string
}

/** What can be done with one thing of the catalogue, its place in the order included. */
export function ItemMenu({ sold, place, label }: Props) {
  return (
    <ActionMenu
      actions={[publish, openEdit, openNodes, moveUp, moveDown, hide, retire]}
      subject={{ ...sold, ...place }}
      label={label}
    />
  )
}
