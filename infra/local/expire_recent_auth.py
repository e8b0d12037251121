"""As if a person had authenticated ten minutes ago: `… -m infra.local.expire_recent_auth EMAIL`.

The browser suite calls it instead of waiting until the panel has to ask again. DATABASE_URL names
the throw-away database; the sessions themselves stay, and so do their tokens.
"""

import asyncio
import os
import sys

import asyncpg

_EXPIRE = """
UPDATE auth_session SET authenticated_at = authenticated_at - interval '10 minutes'
WHERE user_id = (SELECT id FROM "user" WHERE email = $1)
"""


async def _expire(database_url: str, email: str) -> None:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", "", 1))
    try:
        done = await connection.execute(_EXPIRE, email)
    finally:
        await connection.close()
    if done == "UPDATE 0":
        sys.exit(f"nobody is signed in as {email}")


def main() -> None:
    """Expire it in all sessions of the named person; exit 1 where there are none."""
    asyncio.run(_expire(os.environ["DATABASE_URL"], sys.argv[1]))


if __name__ == "__main__":
    main()
