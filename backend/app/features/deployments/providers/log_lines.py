"""A program's output as lines, whatever its bytes are. Pure."""

_LINE = 4096


def last_lines(text: bytes, count: int) -> list[str]:
    """Return the last `count` lines of `text`, decoded leniently and cut at 4 096 characters."""
    if count <= 0:
        return []
    lines = text.rstrip(b"\n").split(b"\n")[-count:] if text else []
    return [line.decode(errors="replace").rstrip("\r")[:_LINE] for line in lines]
