"""E-mails as staff read them."""

from sqlalchemy import case, null, select
from sqlmodel import col

from app.dao.read import JsonQuery, json_object
from app.dao.search import Search
from app.features.accounts.models import Account
from app.features.notifications.models import Mail

MAILS = JsonQuery(
    rows=select(
        col(Mail.id),
        col(Mail.template),
        col(Mail.state),
        col(Mail.recipient),
        case(
            (
                col(Mail.account_id).is_not(None),
                json_object(id=col(Account.id), name=col(Account.name)),
            ),
            else_=null(),
        ).label("account"),
        col(Mail.locale),
        col(Mail.subject),
        col(Mail.error),
        col(Mail.original_id),
        col(Mail.created_at),
        col(Mail.sent_at),
    )
    .select_from(Mail)
    .outerjoin(Account, col(Account.id) == col(Mail.account_id)),
    key=col(Mail.id),
    search=Search(text=(col(Mail.recipient),), ids=(col(Mail.id),)),
    count_from=Mail,
    filters={"account_id": col(Mail.account_id)},
)
