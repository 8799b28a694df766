"""Remarks on a call that the response does not show: each with its source (contract §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .citations import Citation, chosen, production, reference

OPEN_FENCE = (
    "Settings(fence=False) opens it; in a notebook, %config HsfuncMagics.fence = False before the first function."
)
OPEN_NETWORK = "Settings(network=True) opens it; in a notebook, %config HsfuncMagics.network = True, as early."


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the person who called, and says who."""

    text: str
    source: Citation

    def __str__(self) -> str:
        return self.text


def json_body_not_passed(method: str) -> Note:
    return Note(
        f"The JSON body of a {method} does not reach the function: context.body is only filled for POST.",
        reference("Context object, body"),
    )


def content_type_rule(media_type: str) -> Note:
    """`media_type`: an empty text where there is none. A form's boundary says nothing, and is another one each time."""
    sent = f"the body was sent as {media_type}" if media_type else "the body was sent without a content type"
    return Note(
        f"You must use the content type application/json when calling a function: {sent}, so context.body is absent.",
        reference("Limits"),
    )


FORM = Note(
    "An HTML form was posted with its action: its values are in context.params. Handle the submission in JavaScript and"
    " send application/json instead.",
    reference("Using serverless functions with the form element"),
)


def later_sends(count: int) -> Note:
    times = "once more" if count == 1 else f"{count} times more"
    return Note(
        f"sendResponse was called {times}: only the first call counts.", production("functions that send twice")
    )


def get_wrote(method: str) -> Note:
    return Note(
        f"This GET sent a {method} request elsewhere: a GET request must not write anything, just return data.",
        reference("CORS, get requests"),
    )


def dropped_header(name: str) -> Note:
    return Note(
        f"The header {name} of the function was dropped: the platform sets it.",
        chosen("headers that the platform sets"),
    )


def failed_behind_response() -> Note:
    return Note(
        "The response had been sent before the execution failed, so the client got it.",
        chosen("a failure behind the response"),
    )


def ended_processes() -> Note:
    return Note(
        "A worker or a child process still ran when the execution ended, and was ended with its instance: the next call"
        " starts cold. On Lambda it would stand still until then. Await it, or end it before the response.",
        chosen("workers and child processes"),
    )


def fence_told() -> Note:
    return Note(
        f"The function was refused something by the fence around functions, and not by HubSpot. {OPEN_FENCE}",
        chosen("the fence"),
    )


def leak_note(places: tuple[str, ...]) -> Note:
    return Note(
        f"A secret's value was seen in the {', '.join(places)}: never return or log it. It is masked here; the client"
        " got the response as it is.",
        reference("Secrets"),
    )


def not_in_force(title: str, wrong: str) -> Note:
    return Note(
        f"What was changed in {title} on disk is not in force: {wrong} The version read before stays.",
        chosen("a folder that follows the disk"),
    )


def old_secrets(names: Sequence[str], seconds: float) -> Note:
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    were, values = ("were", "their old values") if len(names) > 1 else ("was", "its old value")
    return Note(
        f"{listed} {were} updated less than {seconds:g} s ago: the function still saw {values}, due to caching.",
        reference("Secrets, about one minute to see updated values"),
    )


def refusal(text: str, source: Citation) -> Note:
    return Note(text, source)
