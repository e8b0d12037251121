"""The API's routes: every feature's, found by its manifest."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from app.manifest import routers
from app.web import realtime, sse
from app.web.idempotency import Rules
from app.web.routes import served

_NOBODY = "nobody is signed in yet to whom a kept answer would belong"
_PROOF = "it proves who one is or begins to: a repeat is a new proof"
IDEMPOTENCY = Rules(
    refused={
        "auth_register": _NOBODY,
        "auth_sign_in": _NOBODY,
        "auth_sign_out": _NOBODY,
        "auth_verify": _NOBODY,
        "auth_request_verification": _NOBODY,
        "auth_passkeys_options": _NOBODY,
        "auth_forget_password": _NOBODY,
        "auth_reset_password": _NOBODY,
        "auth_confirm_email": _NOBODY,
        "webhooks_receive_sandbox": "the provider repeats by its own ids, which are kept",
        "sockets_tickets_create": "a ticket is good for 30 s and one socket; nothing is written",
        "me_step_up_options": _PROOF,
        "me_step_up_create": _PROOF,
        "me_passkeys_options": _PROOF,
        "admin_settings_mail_test": "a repeat is one more test e-mail, which is what it asks for",
        "admin_settings_payments_test": "a repeat asks again, which is what it asks for",
        "admin_settings_backups_test": "a repeat tries again, which is what it asks for",
        "admin_settings_backups_make_key": "a key is kept nowhere: a repeat makes another one",
        "admin_logos_create": "a repeat is one more picture that nothing shows; ten are kept",
        "admin_templates_test": "a repeat is one more test e-mail, which is what it asks for",
        "admin_users_impersonate": "a repeat begins another session, which ends the one before",
    },
    sealed={"tokens_create", "me_tokens_create", "me_totp_begin", "me_recovery_codes_create"},
)
"""Every other POST takes an `Idempotency-Key`."""


def _routes() -> Iterator[BaseRoute]:
    for router in (sse.router, realtime.router, *routers()):
        yield from served(router, IDEMPOTENCY)


ROUTES = list(_routes())
