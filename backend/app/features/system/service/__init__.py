"""What is known of the installation as a whole."""

from app.features.system.service.exposition import Exposition

__all__ = ["Exposition"]
