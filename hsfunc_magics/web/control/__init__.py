"""The control pages: the endpoints with forms to try them, the log, the quota. No scripts; an origin of their own."""

from .guard import barred
from .routes import Control, front, moved

__all__ = ["Control", "barred", "front", "moved"]
