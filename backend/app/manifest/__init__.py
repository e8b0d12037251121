"""What a feature brings along, and finding every feature by its folder.

A feature declares itself in `features/<name>/feature.py` as `feature = Feature(...)`. Whoever needs
what all features bring (API, migrations, `verify`, `seed`, exports, notifications) asks here, so
that nothing central is edited to add one.
"""

from app.manifest.credential import AccessEnd, AccessLoss, Credential
from app.manifest.erasure import ErasedPerson, Obstacle
from app.manifest.feature import Feature
from app.manifest.notification import Audience, Channel, Content, Recipient, Rule, SecretLink, Tone
from app.manifest.port import Port
from app.manifest.registry import (
    audit_actions,
    credentials,
    erase,
    erasure_obstacles,
    event_access,
    export_sections,
    features,
    import_models,
    invariants,
    member_permissions,
    notification_rules,
    personal_fields,
    revoke_credentials,
    routers,
    seed,
    service_permissions,
    staff_permissions,
)
