"""The folders of an account as a tree: files, what each serves, and secrets by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..display import Viewable
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import MANIFEST_NAME, Endpoint
from .folder import Folder

if TYPE_CHECKING:
    from ..account import Account


@dataclass(frozen=True)
class Branch:
    """A directory, a file or an endpoint, and what hangs below it."""

    name: str
    remark: str = ""
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Tree(Viewable):
    """All folders of an account."""

    folders: tuple[Branch, ...]


def tree(account: Account) -> Tree:
    """The account's folders, as they stand now."""
    account.following.refresh()
    followed = account.functions.followed
    return Tree(
        tuple(
            _folder(folder, followed.get(name), account.secrets) for name, folder in account.functions.folders.items()
        )
    )


def _folder(folder: Folder, place: str | None, secrets: Secrets) -> Branch:
    served: dict[str, list[Endpoint]] = {}
    for endpoint in folder.endpoints().values():
        served.setdefault(endpoint.file, []).append(endpoint)
    names = sorted([MANIFEST_NAME, *folder.files])
    remark = f"follows {place}" if place is not None else ""
    return Branch(folder.title, remark, _level(names, "", folder, served, secrets))


def _level(
    names: list[str], prefix: str, folder: Folder, served: dict[str, list[Endpoint]], secrets: Secrets
) -> tuple[Branch, ...]:
    """What lies directly below a prefix such as `lib/`: directories first."""
    inside = [name for name in names if name.startswith(prefix)]
    heads = dict.fromkeys(name[len(prefix) :].split("/")[0] for name in inside if "/" in name[len(prefix) :])
    directories = [
        Branch(f"{head}/", "", _level(inside, f"{prefix}{head}/", folder, served, secrets)) for head in heads
    ]
    files = [
        Branch(
            name[len(prefix) :],
            folder.manifest.runtime if name == MANIFEST_NAME else "",
            tuple(_endpoint(endpoint, secrets) for endpoint in served.get(name, ())),
        )
        for name in inside
        if "/" not in name[len(prefix) :]
    ]
    return (*directories, *files)


def _endpoint(endpoint: Endpoint, secrets: Secrets) -> Branch:
    names = [name if name in secrets else f"{name} (not in the account)" for name in endpoint.secrets]
    return Branch(f"{' '.join(endpoint.methods)} {endpoint.name}", f"secrets: {', '.join(names)}" if names else "")
