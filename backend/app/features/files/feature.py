"""What files bring along."""

from app.manifest import Feature

feature = Feature()
