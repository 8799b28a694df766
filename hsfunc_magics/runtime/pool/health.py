"""What there is on this machine to run functions with."""

from __future__ import annotations

from dataclasses import dataclass

from ..instance.harness import InstanceGoneError
from ..node.fence import FencePart
from ..node.node import Node
from ..outcome import SyntaxProblem
from .pool import TRIES, Pool


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


def check(pool: Pool, filename: str, source: str, major: int) -> SyntaxProblem | None:
    """Compiles `source` as Node of this major would, without running it.

    Raises `NodeNotFoundError` and `PoolError`.
    """
    for _ in range(TRIES):
        instance = pool.take_spare(major)
        try:
            problem = instance.check(filename, source)
        except InstanceGoneError:
            instance.close()
            continue
        except BaseException:
            instance.close()
            raise
        pool.keep_spare((major, instance.loaded), instance)
        return problem
    raise pool.no_start(major)
