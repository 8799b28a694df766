"""The request form: a form, Send, the response below it, and the requests of the session."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import ipywidgets as widgets

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from ...emulator.call.request import Request
from ...emulator.errors import HsfuncError
from ...emulator.series.in_order import CallCancelled
from ...runtime import forking
from ..copy_as import as_hscall
from ..views import draw
from ..widgets.controls import button, show
from ..widgets.keyboard import Keyboard
from ..widgets.messages import message_box, tell_lines
from ..widgets.opened import opened
from ..widgets.watch import discard, put, reveal
from .copy_button import CopyAs
from .draft import RequestDraft, outgoing_draft
from .fields import RequestFields
from .history import Sent, history_of
from .history_list import SentList
from .origin import handle_as_page
from .problems import remarks

# The class of what shows the response.
_ANSWER = "hsfunc-answer"


class RequestForm:
    """A form of an account, to be displayed. Calls run in a thread; `close` ends all of it."""

    def __init__(self, account: Account, draft: RequestDraft) -> None:
        self._account = account
        self._lock = threading.RLock()
        self._cancel: threading.Event | None = None
        self._closed = False
        keyboard = Keyboard(area="hsfunc-request-form")
        send = partial(keyboard.once_typed, self.send)
        self.form = RequestFields(account, self._changed, send)
        self.send_button = button("Send", send, "Send the request (Enter in the path)", "primary")
        self.cancel_button = button("Cancel", self.cancel, "Cancel the request that runs")
        self.cancel_button.disabled = True
        self.status = message_box()
        # An output of its own, so that whoever draws executions draws this one.
        self.response = widgets.Output()
        self.response.add_class(_ANSWER)
        self._keyboard = keyboard
        self.history = SentList(history_of(account), self._chosen)
        self.copy = CopyAs(account, lambda: self.form.draft)
        self.widget = widgets.VBox(
            [
                keyboard,
                self.form.arranged(self.send_button, self.cancel_button),
                # What was asked for stands right below the question.
                *(self.status, self.response, self.copy.box, self.history.box),
            ]
        )
        self.widget.add_class("hsfunc-request-form")
        told = self._account_changed
        self._disconnect = (
            account.functions.changed.connect(lambda _: told()),
            account.projects.changed.connect(lambda _: told()),
            account.secrets.changed.connect(lambda _: told()),
            account.limits_changed.connect(lambda _: told()),
            account.visitors.changed.connect(lambda _: told()),
        )
        self._answer(None)
        self.form.draft = draft
        forking.renew(self)

    def after_fork(self) -> None:
        """In a child, which shows nothing: the widgets are the parent's."""
        self._lock = threading.RLock()
        self._closed = True
        for disconnect in self._disconnect:
            disconnect()

    # ------------------------------------------------------------ sending

    def send(self) -> None:
        """Sends the draft, unless one is under way or nothing can be made of it."""
        draft = self.form.draft
        blocking = [remark for remark in remarks(draft, self._account) if remark.blocks]
        if blocking:
            self._say(f"Not sent: {blocking[0].text}", "alert")
            return
        with self._lock:
            if self._cancel is not None or self._closed:
                return
            cancel = self._cancel = threading.Event()
            request = draft.request(self._account)
            self.send_button.disabled, self.cancel_button.disabled = True, False
            show(self.status, '<div role="status"><progress aria-label="The request runs"></progress> Running …</div>')
        threading.Thread(
            target=self._run, args=(draft, request, cancel), name="hsfunc-request-form", daemon=True
        ).start()

    def cancel(self) -> None:
        """Gives up the request that runs; its instance ends."""
        with self._lock:
            if self._cancel is not None:
                self._cancel.set()

    def _run(self, draft: RequestDraft, request: Request, cancel: threading.Event) -> None:
        try:
            execution = handle_as_page(self._account, draft.origin, request, draft.page_headers(), cancel)
        except CallCancelled:
            self._done("Cancelled. The execution's instance has ended; everything else is as it was.", "status")
        except HsfuncError as problem:
            self._done(str(problem))
        except BaseException:
            self._done("The request failed in a way that this form does not know.")
            raise
        else:
            sent = history_of(self._account).add(draft, execution)
            self._done()
            with self._lock:
                if not self._closed:
                    self._show(execution)
                    self.history.refresh()
                    self.history.mark(sent)
                    self._keyboard.bring_into_view(_ANSWER)

    def _done(self, failed: str = "", role: str = "alert") -> None:
        """The next one can be sent. Where there is no answer, the one before is not shown as if it were."""
        with self._lock:
            self._cancel = None
            if self._closed:
                return
            self.send_button.disabled, self.cancel_button.disabled = False, True
            if failed:
                self._say(failed, role)
                self._answer(None)

    # ------------------------------------------------------------ showing

    def _show(self, execution: Execution) -> None:
        self._say(_figures(execution))
        self._answer(execution)

    def _answer(self, execution: Execution | None) -> None:
        """The view of the response; nothing where there is none."""
        outputs: tuple[dict[str, Any], ...] = ()
        if execution is not None:
            data, metadata = draw(execution)
            outputs = ({"output_type": "display_data", "data": data, "metadata": metadata},)
        put(self.response, outputs=outputs)
        reveal(self.response, shown=bool(outputs))

    def _say(self, text: str, role: str = "status") -> None:
        with self._lock:
            if not self._closed:
                tell_lines(self.status, [("error" if role == "alert" else "hint", text)] if text else [], role)

    def _changed(self) -> None:
        with self._lock:
            if self._closed:
                return
            self.form.show(remarks(self.form.draft, self._account))
            self.copy.refresh()
            self.history.mark(None)

    def _account_changed(self) -> None:
        with self._lock:
            if not self._closed:
                self.form.refresh_choices()
                self.form.show(remarks(self.form.draft, self._account))
                self.copy.refresh()

    def _chosen(self, sent: Sent) -> None:
        """An earlier request: its fields and its response."""
        with self._lock:
            self.form.draft = sent.draft
            self.history.mark(sent)
            self._show(sent.execution)

    # ------------------------------------------------------------ its life

    def close(self) -> None:
        """Takes the form away; a request that runs is given up."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for disconnect in self._disconnect:
                disconnect()
            self.cancel()
            discard(self.widget)

    def __repr__(self) -> str:
        """What stands for the form where no widgets are shown."""
        try:
            line = as_hscall(outgoing_draft(self.form.draft, self._account))
        except HsfuncError:
            line = "%hscall ENDPOINT"
        return f"Request form: a form, where a notebook shows ipywidgets. The same as a magic:\n{line}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """The form, and the text beside it."""
        return opened(self.widget, "request form", repr(self))


def _figures(execution: Execution) -> str:
    """What changes from run to run, and is therefore no part of the view."""
    if execution.status is None:
        return "The function did not run."
    parts = [f"{execution.elapsed.total_seconds() * 1000:,.1f} ms"]
    if execution.memory is not None:
        parts.append(str(execution.memory))
    if execution.cold:
        parts.append("cold start")
    return " · ".join(parts)
