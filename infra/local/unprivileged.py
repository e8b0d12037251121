"""Starting a server that refuses to run as root, when we are root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROBE_SECONDS = 10


@dataclass(frozen=True)
class Leaving:
    """A way of leaving root: words to put before a command, and who must own its files."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def give(self, path: Path) -> None:
        """Let the unprivileged account own `path`."""
        if self.owner:
            os.chown(path, *self.owner)


def _has_name() -> bool:
    """Tell whether our account has a name: initdb insists on one."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _stranger() -> pwd.struct_passwd:
    """Choose the account to become: nobody, else any that is not root."""
    accounts = sorted(pwd.getpwall(), key=lambda one: (one.pw_name != "nobody", one.pw_uid))
    return next(one for one in accounts if one.pw_uid != 0)


def _works(*command: str) -> bool:
    """Tell whether the command runs and ends well."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _by_namespace(account: pwd.struct_passwd) -> Leaving | None:
    """Leave root in name only: a user namespace, in which files stay ours."""
    prefix = ("unshare", "--user", f"--map-user={account.pw_uid}", "--")
    return Leaving(prefix) if _works(*prefix, "true") else None


def _by_account(account: pwd.struct_passwd, reach: tuple[Path, ...]) -> Leaving:
    """Drop uid, gid and groups.

    Where any of `reach` lies under a closed directory (a checkout in /root), the capability to pass
    by file modes is kept: plain Docker grants it, and a namespace is refused there.
    """
    if not shutil.which("setpriv"):
        message = "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here"
        raise OSError(message)
    drop = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    owner = (account.pw_uid, account.pw_gid)
    plain = (*drop, "--inh-caps=-all", "--")
    if all(_works(*plain, "test", "-x", str(one)) for one in reach):
        return Leaving(plain, owner)
    kept = "dac_override"
    return Leaving((*drop, f"--inh-caps=-all,+{kept}", f"--ambient-caps=-all,+{kept}", "--"), owner)


@cache
def leave_root(*reach: Path) -> Leaving:
    """Find how to run a program that must get at the paths `reach` but not be root.

    Raises OSError when this machine offers no way.
    """
    if os.geteuid() != 0 and _has_name():
        return Leaving()
    account = _stranger()
    way = _by_namespace(account)
    if way is None and os.geteuid() != 0:
        message = f"user {os.geteuid()} has no name in /etc/passwd: PostgreSQL cannot start"
        raise OSError(message)
    return way or _by_account(account, reach)
