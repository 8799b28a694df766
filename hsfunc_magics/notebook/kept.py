"""Executions that were shown, as long as the notebook holds them: their large bodies are not stored in the notebook.

The JupyterLab extension asks for them over a comm; its target is registered where there is a kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..emulator.call.context import media_type
from ..emulator.call.execution import Execution

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

TARGET = "hsfunc.execution"

# Weak: what the user deleted is gone. IPython's Out holds what a cell returned.
_shown: WeakValueDictionary[str, Execution] = WeakValueDictionary()


def keep(execution: Execution) -> None:
    """Remembers an execution by its id."""
    _shown[execution.id] = execution


def register(shell: InteractiveShell) -> None:
    """Answers the extension's questions, where the shell is a kernel's."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        kernel.comm_manager.register_target(TARGET, _opened)


def unregister(shell: InteractiveShell) -> None:
    """The opposite."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None and TARGET in kernel.comm_manager.targets:
        kernel.comm_manager.unregister_target(TARGET, _opened)


def answer(question: Any) -> dict[str, Any]:
    """`{"id", "part"}`, part being `response`, `request` or `context`: the whole of it, or `{"gone": True}`.

    A body as `text`, or as `base64` where it is none; the context as `json`. Secrets are masked; bytes that hold one
    are `{"hidden": True}`.
    """
    from .views.execution.body import body_text, whole_base64
    from .views.execution.parts import shown_context

    told = question if isinstance(question, dict) else {}
    execution = _shown.get(str(told.get("id")))
    if execution is None:
        return {"gone": True}
    if told.get("part") == "context":
        return {"json": shown_context(execution)}
    if told.get("part") == "request":
        content, content_type = execution.request.body, execution.request.header("content-type")
    else:
        content, content_type = execution.reply.body, execution.reply.content_type
    text = body_text(execution, content, media_type(content_type))
    if text is not None:
        return {"text": text}
    encoded = whole_base64(execution, content)
    return {"base64": encoded} if encoded is not None else {"hidden": True}


def _opened(comm: Any, message: Any) -> None:
    """One question for each comm: it comes with the opening, and the answer closes it."""
    comm.close(data=answer(message["content"]["data"]))
