"""Use cases of accounts: registered, read, acted for, shared with others."""

from app.features.accounts.service.credentials import CREDENTIALS
from app.features.accounts.service.details import read_account, update_account
from app.features.accounts.service.erasing import erase, lock_owned
from app.features.accounts.service.impersonation import END as END_IMPERSONATION
from app.features.accounts.service.impersonation import (
    end_impersonation,
    end_own_impersonation,
    impersonate,
    impersonation_letter,
)
from app.features.accounts.service.invitations import (
    accept_invitation,
    invitation_counts,
    invite,
    issue_invitation,
    page_invitations,
    preview_invitation,
    revoke_invitation,
)
from app.features.accounts.service.members import (
    leave,
    make_owner,
    page_members,
    remove_member,
    update_member,
)
from app.features.accounts.service.membership import (
    account_snapshot,
    adopt_currency,
    contacts,
    forget_intent,
)
from app.features.accounts.service.ports import owns_services
from app.features.accounts.service.principals import load_principal, load_token_principal
from app.features.accounts.service.reading import read_me
from app.features.accounts.service.registration import register
from app.features.accounts.service.seeding import seed
from app.features.accounts.service.switching import choose_account
from app.features.accounts.service.tokens import (
    make_account_token,
    make_personal_token,
    page_account_tokens,
    page_personal_tokens,
    rename_account_token,
    rename_personal_token,
    revoke_account_token,
    revoke_personal_token,
)
