"""Who may do what, as people agreed to it: `access.txt`, reviewed like code, never derived.

The matrix expects what stands there, so that an endpoint that asks for less, or a role that got
more, is seen. `python -m tests.authz.access` writes it anew; read the difference before committing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.auth.dependencies import Policy
from app.auth.roles import MemberRole
from app.main import create_app
from app.manifest import member_permissions, service_permissions, staff_permissions
from app.web.policies import Operation, operations

AGREED = Path(__file__).with_name("access.txt")
REWRITE = "python -m tests.authz.access"
_ROLE = "role:"


@dataclass(frozen=True)
class Access:
    """What an operation asks: anybody, a person, a member of the account, or staff."""

    who: str
    permission: str = ""
    oneself: bool = False
    recent_auth: bool = False

    @classmethod
    def of(cls, policy: Policy | None) -> "Access":
        """Return what a declared policy asks."""
        if policy is None:
            return cls("anybody")
        who = "staff" if policy.staff else "member" if policy.permission else "person"
        return cls(who, str(policy.permission or ""), policy.oneself, policy.recent_auth)

    @classmethod
    def read(cls, words: list[str]) -> "Access":
        """Return what a line of the file says."""
        permission = next((word for word in words if ":" in word), "")
        return cls(words[0], permission, "oneself" in words, "recent_auth" in words)

    def __str__(self) -> str:
        marks = [mark for mark in ("oneself", "recent_auth") if getattr(self, mark)]
        return " ".join(filter(None, [self.who, self.permission, *marks]))


@dataclass(frozen=True)
class Agreement:
    """What each operation asks and what each role holds."""

    operations: dict[str, Access]
    roles: dict[str, frozenset[str]]

    def of(self, one: Operation) -> Access:
        """Return what the operation asks; what it declares itself where nobody agreed yet."""
        return self.operations.get(one.operation_id, Access.of(one.policy))

    def differences(self, found: Iterable[Operation]) -> list[str]:
        """Return where the application asks, or a role holds, something else."""
        declared = {one.operation_id: Access.of(one.policy) for one in found}
        told = [
            f"{name}: asks for {access}, agreed was {self.operations.get(name, 'nothing yet')}"
            for name, access in declared.items()
            if self.operations.get(name) != access
        ]
        told += [f"{name}: is gone" for name in self.operations.keys() - declared.keys()]
        told += [
            f"{name}: holds other permissions than agreed"
            for name, held in roles_now().items()
            if self.roles.get(name) != held
        ]
        return [f"{line} (tests/authz/access.txt; {REWRITE})" for line in told]


def roles_now() -> dict[str, frozenset[str]]:
    """Return what the built-in roles hold."""
    members = {f"{_ROLE}account:{r.value}": held for r, held in member_permissions().items()}
    narrowed = member_permissions()[MemberRole.TECHNICAL] & service_permissions()
    members[f"{_ROLE}account:narrowed"] = narrowed
    staff = {f"{_ROLE}staff:{r.value}": held for r, held in staff_permissions().items()}
    return {name: frozenset(map(str, held)) for name, held in (members | staff).items()}


def agreed() -> Agreement:
    """Read the file."""
    asks: dict[str, Access] = {}
    roles: dict[str, frozenset[str]] = {}
    for line in AGREED.read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        if name.startswith(_ROLE):
            roles[name] = frozenset(words)
        else:
            asks[name] = Access.read(words)
    return Agreement(asks, roles)


def written(found: Iterable[Operation]) -> str:
    """Return the file as the application is now."""
    lines = [f"{one.operation_id} {Access.of(one.policy)}" for one in found]
    lines += [" ".join([name, *sorted(held)]) for name, held in roles_now().items()]
    return "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    AGREED.write_text(written(operations(create_app())), encoding="utf-8")
