"""What an endpoint's secrets will do to it: not there, undeclared, spelled otherwise, with a line break (contract §8).

One rule, told by the card of a registration, by `check`, where folders are read, and on executions.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..citations import Citation, chosen, reference
from ..secrets.detect import looks_like_secret
from ..secrets.secrets import Secrets, is_name
from ..secrets.ways import SecretWays
from ..serverless_json.manifest import Endpoint
from ..sources.reads import Read, find_reads

_DECLARED = reference("Secrets, the secrets array")
_NOT_THERE = chosen("a declared secret that is not there")
_LINE_BREAK = chosen("a value that ends in a line break")


@dataclass(frozen=True, slots=True)
class SecretFinding:
    """One finding. `name` is the secret's.

    `absent`: the account has none of that name, nor one like it. `read` is where the source reads one that is not
    declared so.
    """

    name: str
    text: str
    source: Citation
    read: Read | None = None
    absent: bool = False

    def __str__(self) -> str:
        return self.text


def find_secret_faults(endpoint: Endpoint, source: str, secrets: Secrets, ways: SecretWays) -> list[SecretFinding]:
    """Everything about the secrets of an endpoint that makes `process.env` other than its source expects.

    `ways` are those of where the endpoint came from. Never a value. Raises `SecretError` where the keyring fails.
    """
    # A function without secrets does not need a keyring, which may be locked.
    known = secrets.names() if endpoint.secrets else secrets.names_at_hand()
    found = [
        _not_there(name, _spelled_otherwise(name, known), ways)
        for name in endpoint.secrets
        if name not in known and name not in endpoint.environment
    ]
    for name, value in secrets.reveal(endpoint.secrets).items():
        if value.endswith(("\n", "\r")):
            told = (
                f"The value of {name} ends in a line break, which no header can have. Change it: {ways.updating(name)}."
            )
            found.append(SecretFinding(name, told, _LINE_BREAK))
    declared = {*endpoint.secrets, *endpoint.environment}
    lower = source.lower()
    if not any(name.lower() in lower for name in (*known, *endpoint.secrets)):
        return found  # a large bundle takes its time to be read
    for read in find_reads(source).names():
        name = read.name
        if name in declared:
            continue
        other = _spelled_otherwise(name, endpoint.secrets)
        if name in known:
            told = (
                f'The source reads the secret {name}, which is not declared: name it under "secrets". It is undefined.'
            )
            found.append(SecretFinding(name, told, _DECLARED, read))
        elif other is not None:
            told = f"The source reads {name}, but declared is {other}: letter case counts. It is undefined."
            found.append(SecretFinding(name, told, _DECLARED, read))
    return found


def in_short(faults: list[SecretFinding], ways: SecretWays) -> list[SecretFinding]:
    """The same in fewer words: what the account lacks is one finding."""
    absent = [fault.name for fault in faults if fault.absent]
    if len(absent) < 2:
        return faults
    told = f"The account has no secrets {', '.join(absent)}: in process.env they are undefined."
    one = SecretFinding(absent[0], f"{told} Add each: {ways.adding('NAME')}.", _NOT_THERE, absent=True)
    return [one, *(fault for fault in faults if not fault.absent)]


def _not_there(name: str, other: str | None, ways: SecretWays) -> SecretFinding:
    if not is_name(name) or looks_like_secret(name):
        told = "A declared secret has a name that no secret can have: it may be a value in the wrong place."
        return SecretFinding(name, told, _NOT_THERE)
    undefined = f"The account has no secret {name}: process.env.{name} is undefined."
    if other is not None:
        return SecretFinding(name, f"{undefined} It has {other}, and letter case counts.", _NOT_THERE)
    return SecretFinding(name, f"{undefined} Add it: {ways.adding(name)}.", _NOT_THERE, absent=True)


def _spelled_otherwise(name: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known name that differs in letter case only."""
    return next((other for other in known if other != name and other.lower() == name.lower()), None)
