"""Conditional reads: who has an answer already is not sent it again (RFC 9110, 13.1.2)."""


def unchanged(if_none_match: str | None, etag: str) -> bool:
    """Tell whether one of the validators that a caller sent is this one, compared weakly."""
    if if_none_match is None:
        return False
    given = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in given or etag.removeprefix("W/") in given
