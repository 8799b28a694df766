"""The table of faults: name, JavaScript and allowed client statuses, by kind."""

from __future__ import annotations

from .fault import Fault
from .faults_of_children import CHILDREN
from .faults_of_language import BUILTINS, CONSOLE, PROMISES, RESPONSES
from .faults_of_process import DESCRIPTORS, ENDS, HOST, LEFTOVERS, LOOPS, MEMORY

# The faults of a kind share one account, so that damage to others would show.
FAULTS: dict[str, tuple[Fault, ...]] = {
    "loops": LOOPS,
    "memory": MEMORY,
    "ends": ENDS,
    "builtins": BUILTINS,
    "descriptors": DESCRIPTORS,
    "console": CONSOLE,
    "responses": RESPONSES,
    "promises": PROMISES,
    "leftovers": LEFTOVERS,
    "host": HOST,
    "children": CHILDREN,
}
