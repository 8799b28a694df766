"""Remarks on a call that the response does not show: each with its source (contract §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .citations import Citation, chosen, production, reference, standard

OPEN_FENCE = "Settings(fence=False) opens it; in a notebook, %config HsfuncMagics.fence = False."
CLOSED_NETWORK = "The setting network=False closes the network to functions."
OPEN_NETWORK = "Settings(network=True) opens it; in a notebook, %config HsfuncMagics.network = True."


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the person who called, and says who.

    `first`: it is read before the response, which goes wrong for it; a log has its notes in one order.
    """

    text: str
    source: Citation
    first: bool = field(default=False, compare=False)

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
    "An HTML form with an action sends this: its values are in context.params, and there is no context.body. On a page,"
    " HubSpot advises to let JavaScript send them as application/json instead.",
    reference("Using serverless functions with the form element"),
)
FORM_WITHOUT_VALUES = Note(
    "An HTML form with an action sends this, and has no values for context.params. On a page, HubSpot advises to let"
    " JavaScript send application/json instead.",
    reference("Using serverless functions with the form element"),
)
NO_BOUNDARY = Note(
    "The content type multipart/form-data has no boundary, so no value of the form can be read. Leave the header out:"
    " what makes the form, such as fetch with FormData, sets it with the boundary.",
    standard("RFC 7578, section 4.1"),
)


def broken_form(read: int) -> Note:
    """A multipart body that is none, or ends in between. `read`: so many values were found before."""
    found = "only those before it are in context.params" if read else "none of its values can be read"
    return Note(
        "The multipart body breaks a rule of its format (lines end in CRLF; the boundary is the content type's and"
        f" stands at the end, too): {found}.",
        standard("RFC 7578, RFC 2046"),
    )


def files_left_out(files: Sequence[str], more: int) -> Note:
    """`files`: some of them, each with what is known of it; `more`: how many others there are."""
    others = f" and {more:,} more" if more else ""
    are = "The file" if len(files) + more == 1 else "The files"
    return Note(
        f"{are} {', '.join(files)}{others} {'does' if are == 'The file' else 'do'} not reach the function:"
        " context.params holds texts. HubSpot's reference says nothing of files, and its own local runtime reads no"
        " multipart form at all. A function gets a file as text in JSON, such as its base64.",
        chosen("files of a form"),
    )


FIELDS = Note(
    "The fields of this body are in context.params, each value in an array, as those of an HTML form are; there is no"
    " context.body, which takes application/json.",
    reference("Context object, params"),
)


def later_sends(count: int) -> Note:
    times = "once more" if count == 1 else f"{count} times more"
    return Note(
        f"sendResponse was called {times}: only the first call counts.", production("functions that send twice")
    )


def get_wrote(method: str, request: str = "") -> Note:
    """`request` names it: its method and URL; empty where that is not known."""
    return Note(
        f"This GET sent {request or f'a {method} request'} elsewhere: a GET request must not write anything, just"
        " return data.",
        reference("CORS, get requests"),
    )


def get_searched(request: str) -> Note:
    """`request` names it: its method and URL."""
    return Note(
        f"This GET sent a search elsewhere, by {request}: it reads and writes nothing, as is right for a GET.",
        chosen("HubSpot's searches and batch reads are read as such"),
    )


def get_queried(request: str = "") -> Note:
    """`request` names it: its method and URL; empty where that is not known."""
    return Note(
        f"This GET sent a GraphQL query elsewhere, by {request or 'POST'}: it reads and writes nothing, as is right for"
        " a GET.",
        chosen("GraphQL queries are read as such"),
    )


def work_frozen(work: Sequence[str], grace_seconds: float) -> Note:
    """`work`: what was pending, by name."""
    return Note(
        f"Work was pending and was frozen: {', '.join(work)}. Behind a response it has {grace_seconds * 1000:g} ms"
        " (the limit grace_seconds); what is left goes on when a later call runs in the same instance, if ever. Let"
        " main await it: the response goes out at once all the same.",
        chosen("how long work goes on behind a response; HubSpot's own local runtime lets it go on"),
    )


def connection_closed(request: str, reason: str) -> Note:
    return Note(
        f"{request} failed ({reason}): its connection was kept from an earlier call, and the other side closed it while"
        " the instance was frozen between the calls. It happens on AWS Lambda too. Send the request once more when it"
        " fails so, or let it keep no connection: the header connection: close, or an agent with keepAlive: false.",
        production("AWS Lambda freezes instances between calls"),
    )


def dropped_header(name: str) -> Note:
    return Note(
        f"The header {name} of the function was dropped: the platform sets it.",
        chosen("headers that the platform sets"),
    )


def one_header(name: str, counts: str) -> Note:
    if name == counts:
        return Note(
            f"The header {name} has several values, and HTTP knows one: the last one was sent.",
            standard("RFC 9110, section 5.3"),
        )
    return Note(
        f"{name} and {counts} are one header, for HTTP knows no letter case: {counts}, the last one, was sent.",
        standard("RFC 9110, section 5.1"),
    )


def not_encoded(encoding: str) -> Note:
    return Note(
        f"The header Content-Encoding says {encoding}, and the body is not: no client can read it. fetch and axios have"
        " decoded what they give, so leave that header of theirs out.",
        standard("RFC 9110, section 8.4"),
    )


def encoded_location(location: str) -> Note:
    return Note(
        f"The Location has characters that HTTP has no place for. It was sent as browsers read it, percent-encoded in"
        f" UTF-8: {location}. Write encodeURI(…) around it.",
        standard("Fetch, location URL"),
    )


def failed_behind_response() -> Note:
    return Note(
        "The response had been sent before the execution failed, so the client got it.",
        chosen("a failure behind the response"),
    )


def ended_processes(work: Sequence[str]) -> Note:
    """`work`: what else was pending, by name, and ended with it."""
    also = f" So did {', '.join(work)}." if work else ""
    return Note(
        "A worker or a child process still ran when the execution ended, and was ended with its instance: the next call"
        f" starts cold.{also} On Lambda it would stand still until then. Await it, or end it before the response.",
        chosen("workers and child processes"),
    )


def fence_told() -> Note:
    return Note(
        f"The function was refused something by the fence around functions, and not by HubSpot. {OPEN_FENCE}",
        chosen("the fence"),
    )


def network_told() -> Note:
    return Note(
        f"The function was refused the network. {CLOSED_NETWORK} {OPEN_NETWORK}",
        chosen("the setting network"),
    )


def run_again(worker: str) -> Note:
    """`worker`: the one that was lost."""
    return Note(
        f"The worker {worker} was lost while it had this call, so it was run once more. What the function did outside,"
        " such as a request, may have been done twice.",
        chosen("Executors"),
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
