"""The account's secrets: names for everybody, values for functions that declare them (contract §8)."""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ...runtime import forking
from ..clock import Clock
from ..display import counted, listed
from ..errors import SecretError, SecretWarning
from ..limits.limits import Limits
from ..process_bound import ProcessBound
from ..settings import Settings
from ..signals import Signal
from ..text import did_you_mean
from .masking import Masker
from .ordinary_values import why_not_masked

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# An old value is looked for in what functions say: it may still open a door. More of them would only cost time.
_FORMER_KEPT = 8


def is_name(text: str) -> bool:
    """Whether a secret can have this name: it becomes an environment variable."""
    return _NAME.fullmatch(text) is not None


def _remark(values: Mapping[str, str], remarks: list[str] | None) -> None:
    """Says of which secrets the values are not looked for in what functions say."""
    for name, value in values.items():
        why = why_not_masked(value)
        if not why:
            continue
        text = f"The value of {name} {why}: it is not masked, and not flagged where a function tells it."
        if remarks is None:
            warnings.warn(text, SecretWarning, stacklevel=4)  # of whoever called add or update
        else:
            remarks.append(text)


class Store(Protocol):
    """Where secrets outlive the account. Both raise `SecretError`, and then nothing has changed."""

    def load(self) -> dict[str, str]: ...

    def change(self, values: Mapping[str, str | None]) -> None:
        """Keeps each value; None removes the secret."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The value that functions still see, and when the update was, on the clock's `passed` scale."""

    value: str = field(repr=False)
    since: float


class Secrets(ProcessBound):
    """Secret values, in memory, or in the keyring where the settings say so. Iterating gives names.

    A value is never part of a text. `changed` tells the name that was added, updated or deleted. An updated value
    reaches functions after `Settings.secret_delay_seconds` of the account's clock, added and deleted ones at once.
    """

    def __init__(
        self, limits: Callable[[], Limits], settings: Callable[[], Settings], clock: Clock, store: Store
    ) -> None:
        self._limits = limits
        self._settings = settings
        self._clock = clock
        self._store = store
        self._loaded = False
        self._with_keyring = False
        self._values: dict[str, str] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._former: dict[str, tuple[str, ...]] = {}
        self._version = 0
        self._masker = (0, Masker(()))
        self.changed: Signal[str] = Signal()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock, and have been about to tell of a change."""
        self._lock = threading.RLock()
        self._version += 1

    # ------------------------------------------------------------ what there is

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self._known())

    def __contains__(self, name: object) -> bool:
        return name in self._known()

    def __repr__(self) -> str:
        return f"<Secrets: {listed(sorted(self._values)) or 'none'}>"

    def names(self) -> list[str]:
        """The names, sorted."""
        return sorted(self._known())

    def names_at_hand(self) -> list[str]:
        """The names that are known without asking the keyring, sorted."""
        return sorted(self._values)

    # ------------------------------------------------------------ changes

    def check_store(self) -> None:
        """Raises `SecretError` where secrets cannot be kept in the keyring."""
        self._store.load()

    def check_new(self, name: str) -> None:
        """Raises `SecretError` where a secret of this name cannot be added, before anybody is asked for its value."""
        self._check_new([name])

    def check_room(self, names: Iterable[str]) -> None:
        """Raises `SecretError` where these are too many to be added to those that are there."""
        new, known = list(names), len(self._known())
        most = self._limits().secrets
        if known + len(new) > most:
            raise SecretError(
                f"An account has at most {counted(most, 'secret')}; with {', '.join(new)} of .env there would be"
                f" {known + len(new)}. Delete some first."
            )

    def check_there(self, name: str, hint: str = "") -> None:
        """Raises `SecretError`, with a hint of the caller's, where there is no secret of this name."""
        known = self._known()
        if name in known:
            return
        near = did_you_mean(name, known) or (" `secrets list` shows the names." if known else " There are none yet.")
        # What does not look like a name may be a value in the wrong place.
        told = f" {name}" if is_name(name) else " of that name"
        raise SecretError(f"There is no secret{told}.{near}{hint}")

    def check_update(self, name: str) -> None:
        """Raises `SecretError` where there is no secret of this name to update."""
        self.check_there(name, f" `secrets add {name}` adds a new one." if is_name(name) else "")

    def add(self, name: str, value: str, *, remarks: list[str] | None = None) -> None:
        """Adds a secret. Raises `SecretError` where it is there, or is one too many.

        That a value cannot be masked is said in a `SecretWarning`, or in `remarks` where they are given.
        """
        self._add({name: value}, remarks)

    def add_all(self, values: Mapping[str, str], *, remarks: list[str] | None = None) -> None:
        """Adds several, or none of them: raises `SecretError` where one cannot be added. `remarks` as in `add`."""
        self._add(values, remarks)

    def _add(self, values: Mapping[str, str], remarks: list[str] | None) -> None:
        with self._lock:
            self._check_new(values)
            self._keep(values)
        _remark(values, remarks)
        self._tell(values)

    def update(self, name: str, value: str, *, remarks: list[str] | None = None) -> bool:
        """Changes a secret; whether functions still see the old value. Raises `SecretError` where it is not there."""
        return bool(self._update({name: value}, remarks))

    def update_all(self, values: Mapping[str, str], *, remarks: list[str] | None = None) -> list[str]:
        """Changes several, or none of them; those whose old value functions still see. Raises `SecretError`."""
        return self._update(values, remarks)

    def _update(self, values: Mapping[str, str], remarks: list[str] | None) -> list[str]:
        with self._lock:
            for name in values:
                self.check_update(name)
            self._settle()
            seen = self.reveal(values)
            self._keep(values)
            for name, value in values.items():
                self._waiting.pop(name, None)
                if value != seen[name] and self.delay > 0:
                    self._waiting[name] = _Waiting(seen[name], self._clock.passed())
        _remark(values, remarks)
        self._tell(values)
        return [name for name in values if name in self._waiting]

    def delete(self, name: str) -> None:
        """Removes a secret. Raises `SecretError` where it is not there."""
        with self._lock:
            self.check_there(name)
            if self._settings().keyring:
                self._store.change({name: None})
            self._remember(name, self._values[name])
            self._values = {other: value for other, value in self._values.items() if other != name}
            self._waiting.pop(name, None)
            self._version += 1
        self._tell([name])

    def exchange(self, values: Mapping[str, str | None]) -> dict[str, str | None]:
        """Adds or changes secrets, and deletes those that have None, for all functions at once; what was before.

        Raises `SecretError` where one cannot be kept; nothing has changed then.
        """
        with self._lock:
            known = self._known()
            before = {name: known.get(name) for name in values}
            kept = {name: value for name, value in values.items() if value is not None}
            new = [name for name in kept if name not in known]
            if new:
                self._check_new(new)
            gone = [name for name in values if name not in kept and name in known]
            if self._settings().keyring and (kept or gone):
                self._store.change({**kept, **dict.fromkeys(gone)})
            self._take_in(kept)
            for name in gone:
                self._remember(name, self._values[name])
            self._values = {name: value for name, value in self._values.items() if name not in gone}
            for name in values:
                self._waiting.pop(name, None)
            self._version += 1
        self._tell(values)
        return before

    def holds(self, name: str, value: str | None) -> bool:
        """Whether this is the secret's value, functions seeing it already or not."""
        return value is not None and self._known().get(name) == value

    # ------------------------------------------------------------ for functions

    @property
    def delay(self) -> float:
        """Seconds until functions see an updated value."""
        return self._settings().secret_delay_seconds

    @property
    def version(self) -> int:
        """Changes whenever functions may see something else than before."""
        if self._waiting:
            self._settle()
        if self._settings().keyring != self._with_keyring:
            self._with_keyring = not self._with_keyring
            self._version += 1
        return self._version

    def reveal(self, names: Iterable[str]) -> dict[str, str]:
        """The values that functions see of those names that are there."""
        wanted = tuple(names)
        known = self._known() if wanted else {}
        return {
            name: waiting.value if (waiting := self._waiting.get(name)) is not None else known[name]
            for name in wanted
            if name in known
        }

    def waiting(self, names: Iterable[str] | None = None) -> list[str]:
        """Those whose old value functions still see; of all secrets where none are named."""
        self._settle()
        return [name for name in (sorted(self._waiting) if names is None else names) if name in self._waiting]

    @property
    def masker(self) -> Masker:
        """Hides all values that any function can have seen; one and the same until something changes.

        A value may be carried from the function that declares it to others, by a redirect or by a client.
        """
        version = self.version
        if self._masker[0] != version:
            with self._lock:
                self._masker = (version, Masker(self.delicate({*self._values, *self._former})))
        return self._masker[1]

    def delicate(self, names: Iterable[str]) -> list[str]:
        """Every value to hide of what functions with these secrets say: seen, new and former ones."""
        wanted = tuple(names)
        found = [*self.reveal(wanted).values(), *(self._values[name] for name in wanted if name in self._values)]
        return list(dict.fromkeys([*found, *(value for name in wanted for value in self._former.get(name, ()))]))

    # ------------------------------------------------------------ inside

    def _known(self) -> dict[str, str]:
        """The values, with those of the keyring once it is wanted; what is in memory already goes first."""
        if not self._loaded and self._settings().keyring:
            with self._lock:
                if not self._loaded:
                    self._values = {**self._store.load(), **self._values}
                    self._loaded = True
                    self._version += 1
        return self._values

    def _check_new(self, names: Iterable[str]) -> None:
        wanted, known = list(names), self._known()
        if not all(is_name(name) for name in wanted):
            # It is not repeated: it may be a value in the wrong place.
            raise SecretError(
                "What was given is no name for a secret: use letters, digits and underscores, and no digit first."
            )
        for name in wanted:
            if name in known:
                raise SecretError(f"The secret {name} is already there: `secrets update {name}` changes its value.")
        most = self._limits().secrets
        if len(known) + len(wanted) > most:
            one = f"Delete one before you add {wanted[0]}."
            many = f"{len(known)} are there, so {len(wanted)} more are too many: none was added."
            raise SecretError(f"An account has at most {counted(most, 'secret')}. {one if len(wanted) == 1 else many}")

    def _keep(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            if "\0" in value:
                raise SecretError(
                    f"The value of {name} contains a NUL character, which no environment variable can hold."
                )
            if _SURROGATE.search(value):
                raise SecretError(
                    f"The value of {name} contains half a character (a lone surrogate): read it as UTF-8 text."
                )
        if self._settings().keyring:
            self._store.change(values)
        self._take_in(values)

    def _take_in(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            before = self._values.get(name)
            if before is not None and before != value:
                self._remember(name, before)
        self._values = {**self._values, **values}
        self._version += 1

    def _remember(self, name: str, value: str) -> None:
        self._former[name] = (value, *self._former.get(name, ()))[:_FORMER_KEPT]

    def _settle(self) -> None:
        """Lets functions see the values whose wait is over."""
        with self._lock:
            delay, now = self.delay, self._clock.passed()
            over = [name for name, waiting in self._waiting.items() if now - waiting.since >= delay]
            for name in over:
                del self._waiting[name]
            if over:
                self._version += 1

    def _tell(self, names: Iterable[str]) -> None:
        for name in names:
            self.changed.emit(name)
