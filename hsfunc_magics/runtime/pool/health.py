"""What there is on this machine to run functions with."""

from __future__ import annotations

from dataclasses import dataclass

from ..node.fence import FencePart
from ..node.node import Node
from .pool import Pool


@dataclass(frozen=True, slots=True)
class Health:
    """What there is to run functions with: Node, the parts of the fence, instances now and at most."""

    node: Node
    fence: tuple[FencePart, ...]
    instances: int
    cap: int


def health_of(pool: Pool, major: int) -> Health:
    """What a pool has for this major. Raises `NodeNotFoundError`."""
    node = pool.node(major)
    return Health(node, tuple(pool.fence.parts(node)), pool.instances, pool.cap)
