"""What there is on this machine to run functions with."""

from __future__ import annotations

from dataclasses import dataclass

from .fence import FencePart
from .node import Node


@dataclass(frozen=True, slots=True)
class Health:
    """What there is to run functions with: Node, the parts of the fence, instances now and at most."""

    node: Node
    fence: tuple[FencePart, ...]
    instances: int
    cap: int
