"""The syntax of a file, told by the Node that would run it."""

from __future__ import annotations

from .instance.harness import InstanceGoneError
from .outcome import SyntaxProblem
from .pool.pool import TRIES, Pool


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
