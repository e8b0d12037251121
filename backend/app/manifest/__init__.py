"""What a feature brings along, and finding every feature by its folder.

A feature declares itself in `features/<name>/feature.py` as `feature = Feature(...)`. Whoever needs
what all features bring (API, migrations, `verify`, `seed`, exports, notifications) asks here, so
that nothing central is edited to add one.
"""

from app.manifest.audit import (
    HIDDEN,
    AuditTarget,
    AuditWords,
    Detail,
    Sentence,
    Text,
    words_as_json,
)
from app.manifest.checklist import ChecklistStep
from app.manifest.credential import AccessEnd, AccessLoss, Credential
from app.manifest.erasure import ErasedPerson, Obstacle
from app.manifest.feature import Feature
from app.manifest.mail_template import (
    MailGroup,
    MailTemplate,
    Reason,
    Resend,
    Variable,
    VariableKind,
    Words,
    words,
)
from app.manifest.notification import Audience, Channel, Content, Recipient, Rule, SecretLink, Tone
from app.manifest.port import Port
from app.manifest.registry import (
    audit_actions,
    audit_targets,
    audit_words,
    checklist,
    credentials,
    currency_uses,
    demo_data,
    erase,
    erasure_obstacles,
    event_access,
    export_sections,
    features,
    import_models,
    invariants,
    mail_templates,
    member_permissions,
    notification_rules,
    personal_fields,
    revoke_credentials,
    routers,
    searchables,
    seed,
    service_permissions,
    staff_permissions,
    tags,
)
from app.manifest.search import Searchable, found_columns
