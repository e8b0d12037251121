"""What the product does, one room per feature; dependencies run downwards only."""
