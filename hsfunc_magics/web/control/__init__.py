"""The control pages: the endpoints with forms to try them, the log, the quota. No scripts; an origin of their own."""

from .guard import barred
from .moving import moved
from .routes import Control

__all__ = ["Control", "barred", "moved"]
