interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

interface Size {
  width: number
  height: number
}

const gap = 6
const margin = 8

/**
 * Where a panel goes: below its button, their right edges in line; above it where there is more
 * room. All of it stays in the window, and what does not fit scrolls (`maxHeight`).
 */
export function placeAt(button: Box, panel: Size, view: Size) {
  const below = view.height - button.bottom - gap - margin
  const above = button.top - gap - margin
  const isBelow = panel.height <= below || below >= above
  const maxHeight = Math.max(isBelow ? below : above, 0)
  const height = Math.min(panel.height, maxHeight)
  const furthest = view.width - margin - panel.width
  return {
    left: Math.max(margin, Math.min(button.right - panel.width, furthest)),
    top: isBelow ? button.bottom + gap : button.top - gap - height,
    maxHeight,
  }
}
