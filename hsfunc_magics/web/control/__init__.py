"""The control pages below `/_hsfunc/`: the endpoints with forms to try them, the log, the quota. No scripts."""

from .guard import barred
from .pages import Control

__all__ = ["Control", "barred"]
