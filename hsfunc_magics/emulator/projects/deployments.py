"""Functions of projects ready to run: file, environment and switches together, kept until one changes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ...runtime import forking
from ...runtime.outcome import Program
from ...runtime.pool.pool import Pool
from ..citations import production
from ..functions.deployments import Deployment
from ..functions.secret_findings import SecretFinding, find_faults, in_short
from ..notes import Note, old_secrets
from ..secrets.masking import Masker
from ..secrets.secrets import Secrets
from ..secrets.ways import SecretWays
from ..sources.javascript import SourceFile
from ..sources.ran_source import RanSource
from ..text import did_you_mean
from .project import HSMETA, Project, ProjectFunction
from .switch_notes import APP_ACCESS, source_notes
from .switches import Switches

# What a function that is called by its uid finds in `context.secrets`, as far as the account has it.
CONTEXT_SECRETS = (APP_ACCESS, "HS_ENVIRONMENT", "HS_HUBLET", "HS_SERVERLESS_FUNCTION_ID")
_NO_DEPLOY = production("a deploy that names a secret which is not there fails")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDeployment(Deployment):
    """A function of a project: made anew when its project, the switches or the secrets have changed.

    `secrets` are those that `context.secrets` has where it is called by its uid.
    """

    project: Project
    function: ProjectFunction
    switches: Switches


class ProjectDeployments:
    """The deployments of an account's projects, by project and uid. Thread-safe."""

    def __init__(self, pool: Pool, secrets: Secrets, ways: SecretWays) -> None:
        self._pool = pool
        self._secrets = secrets
        self._ways = ways
        self._deployed: dict[tuple[str, str], ProjectDeployment] = {}
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def ready(
        self, project: Project, uid: str, files: Mapping[str, SourceFile], switches: Switches
    ) -> ProjectDeployment:
        """The function of a project, whose file is among these by its uid."""
        ready = self._deployed.get((project.name, uid))
        if (
            ready is not None
            and ready.project is project
            and ready.switches is switches
            and ready.secrets_version == self._secrets.version
            and ready.file is files.get(uid, ready.file)
        ):
            return ready
        with self._lock:
            return self._deploy(project, uid, files.get(uid), switches)

    def end(self, name: str, uids: Iterable[str]) -> None:
        """These functions of a project are gone: their idle instances end now, busy ones when they are done."""
        with self._lock:
            gone = [self._deployed.pop((name, uid), None) for uid in uids]
        for ready in gone:
            if ready is not None:
                self._pool.retire(ready.program)

    def _deploy(self, project: Project, uid: str, file: SourceFile | None, switches: Switches) -> ProjectDeployment:
        version = self._secrets.version
        function = project.functions[uid]
        missing = "" if file is not None else _missing(function, project)
        file = file or SourceFile("")
        named = (*function.secrets, *([APP_ACCESS] if _has_token(function, switches) else []))
        before = self._deployed.get((project.name, uid))
        program = _program(function, file, self._secrets.reveal(named), switches)
        if before is not None and _same(before.program, program):
            program = before.program
        elif before is not None:
            self._pool.retire(before.program)
        known = self._secrets.names_at_hand() if not function.secrets else self._secrets.names()
        in_context = tuple(name for name in CONTEXT_SECRETS if name in known)
        old = self._secrets.waiting(named)
        notes = [Note(fault.text, fault.source) for fault in self._faults(function, file)] if not missing else []
        notes += source_notes(switches, file, _asked(function))
        notes += [old_secrets(old, self._secrets.delay)] if old else []
        ready = ProjectDeployment(
            platform=f"project {project.platform_version}",
            uid=uid,
            file=file,
            secrets=self._secrets.reveal(in_context),
            masker=self._secrets.masker,
            declared=Masker(self._secrets.delicate(dict.fromkeys((*named, *in_context)))),
            secrets_version=version,
            program=program,
            source=RanSource(program.filename, file),
            notes=tuple(notes),
            missing=missing,
            project=project,
            function=function,
            switches=switches,
        )
        self._deployed[project.name, uid] = ready
        return ready

    def _faults(self, function: ProjectFunction, file: SourceFile) -> list[SecretFinding]:
        return secret_faults(function, file, self._secrets, self._ways)


def secret_faults(
    function: ProjectFunction, file: SourceFile, secrets: Secrets, ways: SecretWays
) -> list[SecretFinding]:
    """What the secrets of a function will do to it, and to its deploy. Raises `SecretError`."""
    key = "secretKeys" if function.declared_in.endswith(HSMETA) else "secrets"
    found = in_short(find_faults(function.secrets, (APP_ACCESS,), file.text, secrets, ways, key=key), ways)
    return [
        replace(fault, text=f"{fault.text} On HubSpot the deploy of the project fails.", source=_NO_DEPLOY)
        if fault.absent
        else fault
        for fault in found
    ]


def _program(function: ProjectFunction, file: SourceFile, values: Mapping[str, str], switches: Switches) -> Program:
    return Program(
        function.file,
        file.text,
        values,
        node_major=int(switches["node"]),
        convention="return" if function.convention == "return" else "sendValue",
        preloaded=False,
        bytes_as_json=switches.says("binary", "json"),
    )


def _same(one: Program, other: Program) -> bool:
    return (
        (one.filename, one.node_major, one.convention, one.bytes_as_json)
        == (other.filename, other.node_major, other.convention, other.bytes_as_json)
        and one.source == other.source
        and one.environment == other.environment
    )


def _has_token(function: ProjectFunction, switches: Switches) -> bool:
    """Without an endpoint it is as in HubSpot's own local runtime, which gives it to every function."""
    return APP_ACCESS not in function.secrets and (function.path is None or switches.says("token", "injected"))


def _asked(function: ProjectFunction) -> tuple[str, ...]:
    """The switches that the source of a function may depend on."""
    of_endpoint = ("contact", "limits", "token") if function.path is not None else ()
    return (*of_endpoint, "relative_require")


def _missing(function: ProjectFunction, project: Project) -> str:
    return f"There is no file {function.file} in the project.{did_you_mean(function.file, project.files)}"
