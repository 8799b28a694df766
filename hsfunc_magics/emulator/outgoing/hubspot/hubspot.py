"""The small HubSpot: what answers functions in HubSpot's place, and what a person sees of it (contract §14)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ....runtime import forking
from ....runtime.outgoing import Answer, OutgoingRequest
from ...clock import Clock
from ...display import Displayable, counted
from ...errors import SeedError
from ...process_bound import ProcessBound
from ...text import did_you_mean
from .access import CALLS, CallLimit, Tokens, check_token
from .asked import Asked, read_request
from .default_seed import DEFAULT_SEED
from .lists import Listing
from .replies import Refused, Reply
from .routes import Route, find, scope_needed
from .seed import Seed, plant, read_seed
from .store import Store


class Described(Protocol):
    """What answers paths of an OpenAPI file in place of the small HubSpot's own code."""

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The answer; None where the file has no such path."""
        ...

    def close(self) -> None:
        """Ends what it runs."""
        ...


class HubSpot(ProcessBound, Displayable):
    """A HubSpot account in memory. Thread-safe; the same requests in the same order get the same answers.

    Example::

        account.mock_hubspot()
        account.hubspot.contacts
        account.hubspot.objects("deals")[0]["amount"]
    """

    def __init__(
        self,
        account_id: int,
        clock: Clock,
        *,
        seed: Seed | str | Path | None = None,
        rate_limit: bool | int = False,
        tokens: Iterable[str] | Mapping[str, Iterable[str] | None] | None = None,
        api_keys: bool = False,
        any_property: bool = False,
        describe: Callable[[Sequence[str | Path]], Described] | None = None,
        openapi: Sequence[str | Path] = (),
        mask: Callable[[str], str] = lambda text: text,
    ) -> None:
        """`seed` is JSON, or the name of its file; `describe` makes what answers OpenAPI files.

        `mask` hides values of secrets in what is shown: functions may have sent some. Raises `SeedError`.
        """
        self._store = Store(account_id, clock, any_property=any_property)
        self._tokens = _scopes(tokens)
        self._mask = mask
        self._asked = 0
        self._unanswered: dict[str, str] = {}
        if isinstance(seed, str | Path):
            given, text = read_seed(seed)
            plant(self._store, given, name=f"the seed {seed}", text=text)
        else:
            given = DEFAULT_SEED if seed is None else seed
            plant(self._store, given)
        settings = given.get("settings", {})
        files = [*openapi, *([settings["openapi"]] if settings.get("openapi") else [])]
        self._described = describe(files) if describe is not None and files else None
        calls = rate_limit or settings.get("rateLimit", False)
        self._limit = CallLimit(CALLS if calls is True else calls) if calls else None
        self._api_keys = api_keys or settings.get("apiKeys") is True
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        counts = [one.counted for one in self.listings() if one.is_type]
        counts += [counted(number, word) for number, word in self._others() if number]
        return f"<HubSpot in memory: {', '.join(counts) or 'nothing'}>"

    def _others(self) -> tuple[tuple[int, str], ...]:
        return (len(self.hubdb), "HubDB table"), (len(self.submissions), "form submission")

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """What HubSpot would answer; None where the request goes elsewhere."""
        asked = read_request(request)
        if asked is None:
            return None
        described = self._described.answer(request) if self._described is not None else None
        with self._lock:
            self._asked += 1
            correlation = f"00000000-0000-4000-8000-{self._asked:012d}"
            if described is not None:
                return self._refuse(asked, correlation) or described
            rule, reply = self._reply(asked, correlation)
            limit = self._limit
            # HubSpot's searches tell nothing of the limit.
            quiet = limit is None or asked.path[-1:] == ("search",)
            more = (("x-hubspot-correlation-id", correlation), *(() if quiet or limit is None else limit.headers()))
            return Answer(reply.response(more), "hubspot", rule=rule)

    def _reply(self, asked: Asked, correlation: str) -> tuple[str, Reply]:
        rule = f"{asked.method} /{'/'.join(asked.path)}"
        try:
            route, values = find(asked)
            rule = route.told
            self._admit(route, asked, values, correlation)
            reply: Reply = route.handler(self._store, asked, **values)
        except Refused as problem:
            if problem.status == 404 and problem.told.startswith(f"{asked.method} /"):
                self._unanswered[rule] = problem.told
                rule = ""
            told = ": ".join(part for part in (rule, problem.told) if part)
            return self._mask(told), Reply(problem.status, problem.body(correlation))
        return rule, reply

    def _refuse(self, asked: Asked, correlation: str) -> Answer | None:
        """What a request gets that may not be made, where no path of ours would answer it."""
        try:
            check_token(asked, self._tokens, api_keys=self._api_keys, scope="")
            if self._limit is not None and not self._limit.count(self._store.timestamp()):
                raise self._limit.refusal(correlation)
        except Refused as problem:
            reply = Reply(problem.status, problem.body(correlation))
            return Answer(reply.response(), "hubspot", rule=problem.told)
        return None

    def _admit(self, route: Route, asked: Asked, values: Mapping[str, str], correlation: str) -> None:
        """Raises `Refused` for a request that may not be made."""
        if route.open_ or (route.scope == "hubdb" and self._is_public(asked, values)):
            return
        scope = scope_needed(route, self._store, dict(values))
        check_token(asked, self._tokens, api_keys=self._api_keys, scope=scope)
        if self._limit is not None and not self._limit.count(self._store.timestamp()):
            raise self._limit.refusal(correlation)

    def _is_public(self, asked: Asked, values: Mapping[str, str]) -> bool:
        """Whether a table is read that everybody may read: with the account's number, and without a token."""
        table = self._store.table_named(values.get("table", ""))
        reads = asked.method == "GET" and asked.one("portalId") and "authorization" not in asked.headers
        return bool(reads and table is not None and table.live is not None and table.live.public)

    @property
    def contacts(self) -> Listing:
        """The contacts that are not archived."""
        return self.objects("contacts")

    @property
    def companies(self) -> Listing:
        """The companies that are not archived."""
        return self.objects("companies")

    @property
    def deals(self) -> Listing:
        """The deals that are not archived."""
        return self.objects("deals")

    def objects(self, kind: str) -> Listing:
        """The objects of a type that are not archived. Raises `SeedError` where there is no such type."""
        with self._lock:
            found = self._store.find_type(kind)
            if found is None:
                raise SeedError(self._no_such(kind))
            columns = ("id", *(name for name in found.shown if name not in found.always))
            entries = tuple({"id": one.id, **one.properties} for one in self._store.live(found))
            title = found.labels[1] if found.own else _title(found.name)
            return Listing(title, columns, entries, found.singular.replace("_", " "), is_type=True, mask=self._mask)

    @property
    def hubdb(self) -> dict[str, Listing]:
        """The rows of each HubDB table by its name: what is published, or the draft where nothing is."""
        with self._lock:
            made: dict[str, Listing] = {}
            for table in self._store.tables.values():
                version = table.live or table.draft
                names = [column.name for column in version.columns]
                entries = tuple({"id": row.id, "hs_path": row.path, **row.values} for row in version.rows.values())
                draft = "" if table.live is not None else " (not published)"
                made[table.name] = Listing(
                    f"HubDB {table.name}{draft}", ("id", "hs_path", *names), entries, "row", mask=self._mask
                )
            return made

    @property
    def submissions(self) -> Listing:
        """What forms were sent, in its order."""
        with self._lock:
            entries = tuple(
                {"form": one.form, "at": one.at, "page": one.page, "values": dict(one.values)}
                for one in self._store.submissions
            )
            return Listing("Submissions", ("form", "at", "values"), entries, "submission", mask=self._mask)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """What was asked that the small HubSpot does not have, each with the nearest that it has."""
        with self._lock:
            return tuple(map(self._mask, self._unanswered.values()))

    def listings(self) -> list[Listing]:
        """All that it holds, types without objects left out."""
        with self._lock:
            names = [kind.name for kind in self._store.types if self._store.live(kind)]
        found = [self.objects(name) for name in names]
        return [*found, *self.hubdb.values(), *([self.submissions] if self.submissions else [])]

    def listing(self, word: str) -> Listing:
        """A part by the word that a person types: contacts, a HubDB table, submissions. Raises `SeedError`."""
        if word == "submissions":
            return self.submissions
        tables = self.hubdb
        with self._lock:
            known = self._store.find_type(word) is not None
        if not known and word not in tables:
            raise SeedError(self._no_such(word))
        return self.objects(word) if known else tables[word]

    def parts(self) -> list[str]:
        """The words for all that `listing` gives."""
        kinds, tables = self._store.types, self._store.tables.values()
        return [*(kind.name for kind in kinds), *(table.name for table in tables), "submissions"]

    def _no_such(self, word: str) -> str:
        names = self.parts()
        return f"The small HubSpot has no {word}.{did_you_mean(word, names)} It has {', '.join(names)}."

    def close(self) -> None:
        """Ends the mock server of an OpenAPI file, which starts again when it is needed."""
        if self._described is not None:
            self._described.close()


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _scopes(tokens: Iterable[str] | Mapping[str, Iterable[str] | None] | None) -> Tokens | None:
    if tokens is None:
        return None
    if isinstance(tokens, str):
        return {tokens: None}
    if isinstance(tokens, Mapping):
        return {token: None if scopes is None else tuple(scopes) for token, scopes in tokens.items()}
    return dict.fromkeys(tokens, None)
