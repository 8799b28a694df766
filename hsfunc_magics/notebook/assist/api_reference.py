"""What a function's code can name: `main`'s arguments and their keys, and Node's part. Each has a meaning and a source.

Editors complete and explain with it. What depends on the account, such as the names in `process.env`, is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...emulator.citations import Citation, chosen, observed, production, reference
from ...emulator.packages.preloaded import not_promised
from ...runtime.preloaded import brought_along

# The modules of Node 20; names that begin with an underscore are its own.
_BUILT_IN = """
assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix
path/win32 perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers
stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi
worker_threads zlib
"""


@dataclass(frozen=True, slots=True)
class Word:
    """One name: what it is in a word or two, its meaning in a sentence or two, and who says so."""

    kind: str
    meaning: str
    source: Citation


_UNLISTED = production("the reference does not list it")
_NODE = reference("Function file, Node.js")
_CONTEXT = reference("Context object")
_RESPONSE = reference("Function file")
_HEADERS = reference("Redirect, Set cookies, Set multiple values")
_LOGS = reference("the executions' log, kept 90 days")

# By dotted path. A step down is what is written after a dot, in brackets, or as a key of the argument's object.
WORDS: dict[str, Word] = {
    "context": Word("object", "What is known of this call and of its limits; main's first argument.", _CONTEXT),
    "context.accountId": Word("number", "The id of the HubSpot account that has the function.", _CONTEXT),
    "context.body": Word(
        "parsed JSON",
        "The body of the request. It is there after a POST with content type application/json; for every other"
        " request there is no such key.",
        _CONTEXT,
    ),
    "context.contact": Word(
        "object, or absent",
        "Who calls, where HubSpot's tracking cookie tells: basic properties of the contact and the keys vid, isLoggedIn"
        " and listMemberships. Absent for an anonymous visitor.",
        _CONTEXT,
    ),
    "context.contact.vid": Word("number", "The contact's visitor id.", _CONTEXT),
    "context.contact.isLoggedIn": Word(
        "boolean", "Whether the contact is logged in to the domain, where CMS memberships are used.", _CONTEXT
    ),
    "context.contact.listMemberships": Word(
        "array of numbers", "The ids of the contact lists that have the contact as a member.", _CONTEXT
    ),
    "context.headers": Word(
        "object",
        "The request's headers, by their names in lower case. Repeated ones are joined with a comma, cookies with a"
        " semicolon.",
        reference("Context object, Headers"),
    ),
    "context.params": Word(
        "object of arrays",
        "The query string's values, and those of a submitted HTML form. Each is an array of strings, also where there"
        " is only one: context.params.name[0].",
        _CONTEXT,
    ),
    "context.limits": Word(
        "object", "How close the account is to its limits, measured anew for each execution.", _CONTEXT
    ),
    "context.limits.executionsRemaining": Word(
        "number",
        "How many executions may still run in this minute; computed as if each took its full 10 seconds.",
        Citation(_CONTEXT.authority, "Context object; the formula is not stated by HubSpot"),
    ),
    "context.limits.timeRemaining": Word(
        "number", "How much of the account's execution time of this minute is left, in milliseconds.", _CONTEXT
    ),
    "context.method": Word(
        "string",
        "The request's method, in capitals. Undocumented: do not build on it.",
        _UNLISTED,
    ),
    "context.endpoint": Word(
        "string",
        "The endpoint's name, without a query. Undocumented: do not build on it.",
        _UNLISTED,
    ),
    "context.secrets": Word(
        "object",
        "The declared secrets with their values. Undocumented: read process.env instead.",
        _UNLISTED,
    ),
    "sendResponse": Word(
        "function",
        "Answers the call with { statusCode, body, headers }; main's second argument. The first call counts; without"
        " one the client gets a 500.",
        _RESPONSE,
    ),
    "sendResponse.statusCode": Word(
        "number", "The status of the HTTP response, from 200 to 599; 200 where it is not given.", _RESPONSE
    ),
    "sendResponse.body": Word(
        "anything",
        "What is sent: an object, array, number or boolean as JSON, a string as HTML where no content type is set.",
        observed("the content types"),
    ),
    "sendResponse.headers": Word(
        "object",
        "Headers of the response. A Location with status 301 redirects.",
        reference("Redirect by sending a header"),
    ),
    "sendResponse.multiValueHeaders": Word(
        "object of arrays",
        "Headers that are sent several times, such as two Set-Cookie: each name with an array of its values.",
        reference("Set multiple values for a single header"),
    ),
    "sendResponse.Set-Cookie": Word(
        "string", "A cookie that the browser is to keep.", reference("Set cookies from your endpoint")
    ),
    "exports": Word("object", "What the file gives to the platform: exports.main is the function.", _RESPONSE),
    "exports.main": Word(
        "function",
        "The function that runs for each call, with (context, sendResponse). It may be async; its value is ignored.",
        _RESPONSE,
    ),
    "module": Word("object", "This file as Node sees it.", _NODE),
    "module.exports": Word("object", "The same as exports; module.exports = { main } is another way.", _RESPONSE),
    "process": Word("object", "The Node process that runs the function.", _NODE),
    "process.env": Word(
        "object of strings",
        "The endpoint's environment variables and its secrets, and nothing else; set before the file is loaded.",
        reference("Serverless.json, Secrets"),
    ),
    "process.version": Word("string", "The version of Node.", reference("Serverless.json, runtime")),
    "process.memoryUsage": Word("function", "The memory in use, in bytes, of 128 MB.", reference("Limits")),
    "require": Word(
        "function",
        "Loads one of Node's modules or a preloaded package. Anything else has to be bundled into the file.",
        reference("Preloaded packages"),
    ),
    "console": Word("object", "What is written to it goes to the log; never write a secret's value.", _LOGS),
    **{
        f"console.{name}": Word("function", f"Writes to the log{level}.", chosen("the levels of console's functions"))
        for name, level in {
            "log": "",
            "info": "",
            "debug": " as DEBUG",
            "warn": " as WARN",
            "error": " as ERROR",
            "trace": ", with the stack",
            "table": ", as a table",
            "dir": ", an object with its properties",
        }.items()
    },
    "Buffer": Word("class", "Bytes; those of buffers count as memory of the execution.", reference("Limits")),
}

_PACKAGES = reference("Preloaded packages")
MODULES: dict[str, Word] = {
    "@hubspot/api-client": Word("package", "HubSpot's API for Node, ^1.0.0-beta.", _PACKAGES),
    "axios": Word("package", "HTTP requests with promises, ^0.19.2.", _PACKAGES),
    "request": Word("package", "HTTP requests with callbacks, ^2.88.0; no longer developed.", _PACKAGES),
    "requests": Word("package", "A small HTTP client, ^0.2.2; another one than request.", _PACKAGES),
    **{name: Word("Node module", "Built into Node.", _NODE) for name in _BUILT_IN.split()},
}

# What a module is called that only comes along with preloaded packages.
NOT_PROMISED = "package, not promised"


def brought_module(name: str) -> Word | None:
    """A package that only comes along with preloaded ones."""
    if name not in brought_along():
        return None
    note = not_promised([name])
    return Word(NOT_PROMISED, f"{note.text}.", note.source)


def children(path: str) -> dict[str, Word]:
    """The names one step below a path; of the empty path those that stand alone."""
    return children_of(WORDS, path)


def children_of(words: Mapping[str, Word], path: str) -> dict[str, Word]:
    """The same among other words."""
    start = f"{path}." if path else ""
    return {
        name.removeprefix(start): word
        for name, word in words.items()
        if name.startswith(start) and "." not in name.removeprefix(start)
    }
