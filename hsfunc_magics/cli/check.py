"""`hsfunc check`: everything that is wrong or odd in folders and projects, for people, programs, GitHub's checks."""

from __future__ import annotations

import argparse
import json
import sys

from ..emulator.account import Account
from ..emulator.disk.mend import plan_mend, write_mend
from ..emulator.projects.forms import Forms, forms_at
from ..emulator.projects.reading.disk import read_project_directory
from ..emulator.projects.reading.mends import plan_mends
from ..emulator.secrets.dotenv_file import read_dotenv
from ..emulator.serverless_json.manifest import MANIFEST_NAME
from ..emulator.settings import Settings
from .account import add_runtime, add_secrets, add_switches, set_switches
from .command import CommandError, Commands, add_command
from .findings import findings, github, shown
from .project.findings import project_findings

_FORMATS = ("text", "json", "github")


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "check",
        run,
        summary="check a .functions folder or a developer project",
        description="Checks a .functions folder, a developer project (a folder with hsproject.json), or all below a\n"
        "folder, without running anything: serverless.json or hsmeta files, files, syntax, packages,\n"
        "environment, secrets. The exit status is 1 where there is an error; warnings leave it 0.\n"
        "--fix corrects what can be meant in one way only, such as the runtime or a method's letter case,\n"
        "shows the change, and keeps every other byte of the file.",
        example="hsfunc check theme/shop.functions --format github",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the .functions folder or project, or what has such in it")
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="how findings are told (default: %(default)s)"
    )
    parser.add_argument("--fix", action="store_true", help="correct what has one certain fix in the JSON files")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: only show what would be changed")
    add_runtime(parser)
    add_switches(parser)
    add_secrets(parser)


def run(options: argparse.Namespace) -> int:
    """Prints what was found; 1 where that is an error. Raises `CommandError` and `HsfuncError`."""
    if options.dry_run and not options.fix:
        raise CommandError("--dry-run goes with --fix: it shows what would be changed, and writes nothing.")
    account = Account(settings=Settings(keyring=options.keyring))
    options.secrets = account.secrets  # what is told of an error hides their values
    try:
        if options.env_file is not None:
            account.secrets.add_all(read_dotenv(options.env_file, "--env-file", whole=True), remarks=[])
        set_switches(account, options)
        forms = forms_at(options.folder)
        if options.fix:
            _mend(options, forms, account)
        found = findings(account, options.folder, options.runtime, forms.folders) if forms.folders else []
        found += project_findings(account, forms.projects)
    finally:
        account.close()
    errors = sum(finding.severity == "error" for finding in found)
    if options.format == "json":
        print(json.dumps([vars(finding) for finding in found], indent=2, ensure_ascii=False))
    elif options.format == "github":
        for finding in found:
            print(github(finding))
    else:
        for finding in found:
            print(finding)
        print(f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}")
    return 1 if errors else 0


def _mend(options: argparse.Namespace, forms: Forms, account: Account) -> None:
    """Shows what can be mended, and writes it; beside findings for programs it goes to the standard error."""
    stream = sys.stdout if options.format == "text" else sys.stderr
    mends = [mend for path in forms.folders if (mend := plan_mend(path, shown(path / MANIFEST_NAME)))]
    for path in forms.projects:
        mends += plan_mends(read_project_directory(path, most_bytes=account.settings.file_bytes), shown)
    for mend in mends:
        print(account.secrets.masker.mask(str(mend)), file=stream)
        if not options.dry_run:
            write_mend(mend)
    if not mends:
        print("Nothing has one certain fix.", file=stream)
    elif options.dry_run:
        print("Nothing was written (--dry-run).", file=stream)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
