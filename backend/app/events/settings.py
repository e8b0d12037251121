"""Events about settings."""

from typing import ClassVar

from app.events.base import Event


class SettingsChanged(Event):
    """A group of settings says something else from now on."""

    type: ClassVar = "settings.changed"

    group: str
