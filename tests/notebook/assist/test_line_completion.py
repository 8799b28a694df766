"""What is offered in magic lines: endpoints, options, commands, headers, secrets, files, variables, limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from IPython.core.interactiveshell import InteractiveShell

from hsfunc_magics import current_account
from hsfunc_magics.emulator.limits.limits import describe_limits
from hsfunc_magics.emulator.serverless_json.manifest import METHODS
from hsfunc_magics.notebook.assist.line_grammar import actions
from hsfunc_magics.notebook.commands import COMMANDS
from hsfunc_magics.notebook.magics import hscall as call_magic
from hsfunc_magics.notebook.magics import hsfunction as function_magic
from hsfunc_magics.notebook.magics import hsmock as mock_magic
from hsfunc_magics.runtime.outgoing import OutgoingRequest

from .conftest import Offers


@pytest.mark.parametrize("magic", ["%hscall ", "%%hscall ", "result = %hscall ", "%hscall POST ", "%hscall -L "])
def test_a_call_offers_the_endpoints_with_their_methods(offers: Offers, magic: str) -> None:
    assert offers(f"{magic}ev|") == {"events": "GET", "events/update": "POST, PUT"}


def test_a_call_offers_methods_before_the_endpoint_only(offers: Offers) -> None:
    assert set(METHODS) < set(offers("%hscall |"))
    assert "POST" not in offers("%hscall POST |")
    assert set(METHODS) < set(offers("%hscall -X |"))


@pytest.mark.parametrize("before", ["events?id=", "events/", "events -H 'X: ", "events -b a=", "events -F a=", "{{"])
def test_a_brace_offers_the_notebooks_variables(offers: Offers, before: str) -> None:
    word = before.rsplit(" ", maxsplit=1)[-1] if "'" not in before else "X: "
    assert offers(f"%hscall {before}{{pay|") == {f"{word}{{payload}}": "dict"}
    assert offers(f"%hscall {before}{{{{pay|") == {}


def test_a_registered_endpoint_is_offered_to_be_replaced(offers: Offers) -> None:
    assert "events/update" in offers("%%hsfunction ev|\nsendResponse({});")


@pytest.mark.parametrize(
    ("line", "parser"),
    [
        ("%hscall events -|", call_magic.PARSER),
        ("%%hsfunction events -|", function_magic.PARSER),
        ("%%hsmock GET https://x.org/ -|", mock_magic.PARSER),
    ],
)
def test_every_option_of_a_magic_is_offered(offers: Offers, line: str, parser: object) -> None:
    assert isinstance(parser, type(call_magic.PARSER))
    assert set(offers(line)) == {name for action in actions(parser) for name in action.option_strings}


def test_an_option_tells_what_it_takes(offers: Offers) -> None:
    assert offers("%hscall events --sim|") == {"--simulate-time": "10s"}
    assert offers("%hscall events --loc|") == {"--location": "option"}


def test_hs_offers_every_command_and_alias_word_by_word(offers: Offers) -> None:
    paths = [path.split() for command in COMMANDS for path in (command.words, *command.aliases)]
    for path in paths:
        for length in range(len(path)):
            before = " ".join(["%hs", *path[:length], ""])
            assert path[length] in offers(f"{before}|"), (before, path)


def test_hs_offers_the_options_of_each_command(offers: Offers) -> None:
    assert "--from-env" in offers("%hs secrets add NAME --fr|")
    for command in COMMANDS:
        assert "--help" in offers(f"%hs {command.words} --h|")


def test_the_words_of_an_action_come_from_the_command(offers: Offers) -> None:
    assert set(offers("%hs limits |")) == {"set", "reset"}
    assert {"list", "add", "delete"} <= set(offers("%hs secrets |"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%hs logs --status |", ["SUCCESS", "HANDLED_ERROR", "UNHANDLED_ERROR"]),
        ("%hs logs --status=UN|", ["UNHANDLED_ERROR"]),
        ("%hs logs --sort dur|", ["duration"]),
        ("%hscall events --mode |", ["cors", "no-cors", "same-origin"]),
        ("%hscall events --credentials o|", ["omit"]),
        ("%hscall events --diff -|", ["-1"]),
        ("%%hsfunction new --with |\n", ["esbuild", "webpack"]),
        ("%hs bundle events.js --with w|", ["webpack"]),
        ("%hs bundle ev|", ["events.js"]),
        ("%hs import x --runtime |", ["nodejs20.x"]),
        ("%hs packages ax|", ["axios"]),
        ("%hs serve st|", ["stop"]),
        ("%hs try ev|", ["events", "events/update"]),
        ("%hs try events --method PA|", ["PATCH"]),
    ],
)
def test_values_that_are_one_of_a_few_are_offered(offers: Offers, line: str, words: list[str]) -> None:
    assert [word for word in offers(line) if not word.startswith("--")] == words


def test_limits_are_offered_with_their_units(offers: Offers) -> None:
    names = [limit.name for limit in describe_limits(current_account().limits)]
    assert list(offers("%hs limits set |")) == [f"{name}=" for name in names]
    assert list(offers("%hs limits set memory_mb=64 |")) == [f"{name}=" for name in names]
    assert offers("%hs limits reset mem|") == {"memory_mb": "MB"}


def test_switches_are_offered_as_they_could_be(offers: Offers) -> None:
    assert "params=arrays" in offers("%hs project compare made --switch params=|")
    assert offers("%hs project switches --set params=|") == {
        "params=arrays": "an array of strings each",
        "params=mixed": "a string, and an array of strings where it is repeated",
    }
    current_account().switches = current_account().switches.choose("node", "22")
    assert offers("%hs project switches --reset |") == {"node": "22"}


def test_secrets_are_offered_by_name_where_a_name_of_one_is_wanted(offers: Offers) -> None:
    both = {"API_KEY": "secret", "OTHER_KEY": "secret"}
    assert offers("%%hsfunction new --secret |\n") == both
    assert offers("%%hsfunction new --secret=API|\n") == {"API_KEY": "secret"}
    assert offers("%hs secrets delete |") == both
    assert not set(both) & set(offers("%hs secrets add |"))


def test_files_and_folders_are_offered(offers: Offers) -> None:
    assert offers("%hsfunction new --file |") == {"events.js": "app.functions", "act.js": "shop.functions"}
    assert set(offers("%%hsfunction new --folder |\n")) == {"app", "shop"}


def test_methods_follow_a_comma(offers: Offers) -> None:
    assert list(offers("%%hsfunction new --method GET,P|\n")) == ["GET,POST", "GET,PUT", "GET,PATCH"]


def test_header_names_are_completed_with_their_colon_and_an_open_quote(offers: Offers) -> None:
    assert offers("%hscall events -H 'x-f|") == {"X-Forwarded-For: ": "header"}
    assert offers("%hscall events -H x-f|") == {"'X-Forwarded-For: ": "header"}
    assert offers("%hscall events --header true|") == {"'True-Client-Ip: ": "header"}
    assert "Set-Cookie: " not in offers("%hscall events -H '|")
    assert "Content-Type: application/json" in offers("%hscall events -H 'Content-Type: app|")


def test_variables_are_offered_for_a_body_and_for_the_result(offers: Offers) -> None:
    assert offers("%hscall events --json pay|") == {"payload": "dict"}
    assert offers("%hscall events -o pay|") == {"payload": "dict"}


def test_executors_are_offered_where_one_is_wanted(offers: Offers, ip: InteractiveShell) -> None:
    with ThreadPoolExecutor() as ip.user_ns["threads"]:
        assert offers("%hscall events --repeat 2 --executor |") == {"threads": "ThreadPoolExecutor"}
    del ip.user_ns["threads"]


@pytest.mark.parametrize(
    "marked", ["%hscall -|", "%hscall ev|", "%%hsfunction f\ncontext.|", "%%hsfunction f\nrequire('|"]
)
def test_what_a_completion_is_stays_on_its_row_of_the_popup(completions, marked: str) -> None:
    kinds = {str(found.type) for found in completions(marked)}
    assert kinds, "there is something to choose"
    # JupyterLab breaks at blanks, and writes the rest over the next row.
    assert [kind for kind in kinds if any(blank in kind for blank in " \t\n'")] == []


def test_a_completion_takes_the_place_of_the_word_alone(completions) -> None:
    (found,) = completions("x = 1\nresult = %hscall POST events/u| -L")
    assert (found.start, found.end, found.text) == (28, 36, "events/update")


def test_python_stays_pythons(offers: Offers) -> None:
    assert "print" in offers("pri|")
    assert "payload" in offers("y = payl|")
    assert "%%hsfunction" in offers("%%hsfun|")
    assert "payload" in offers("x = 5 %hs\npayl|")


def test_nothing_of_pythons_is_offered_in_a_line_of_ours(offers: Offers) -> None:
    assert offers("%hscall events --repeat pri|") == {}
    assert offers("%hs clock advance pri|") == {}
    assert offers('%hscall events -d \'{"a": pri|') == {}


def test_the_small_hubspot_offers_its_parts_while_it_answers(offers: Offers) -> None:
    assert "--seed" in offers("%hs mock hubspot -|")
    assert offers("%hs mock hubspot sh|") == {"show": "action"}
    assert offers("%hs mock hubspot show dea|") == {}
    current_account().mock_hubspot()
    assert offers("%hs mock hubspot show dea|") == {"deals": "part"}
    assert offers("%hs mock hubspot show ev|") == {"events": "part"}
    current_account().unmock_hubspot()


def test_a_mock_offers_what_was_asked_and_matched_none(offers: Offers) -> None:
    account = current_account()
    account.mock("PUT", "https://x.org/there", times=1)
    account.outside.answer(OutgoingRequest("GET", "https://x.org/asked"))
    assert offers("%%hsmock GET https|") == {
        "https://x.org/asked": "GET, matched no mock",
        "https://x.org/there": "PUT, mocked",
    }
    assert {"GET", "ANY"} < set(offers("%%hsmock |"))
    assert offers("%hsmock https://x.org/ --fail t|") == {"timeout": "failure", "tls": "failure"}
    assert "'Retry-After: " in offers("%hsmock https://x.org/ -H Ret|") or offers("%hsmock https://x.org/ -H |")
    assert offers("%hs mocks remove 1|") == {"1": "PUT https://x.org/there"}
    assert set(offers("%hs mocks |")) == {"clear", "remove", "load"}
