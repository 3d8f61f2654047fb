"""Makes vectors of another model, and kills itself at a named point. Usage: HOME FOLDER POINT TIMES.

FOLDER holds the scripts of the models. TIMES: at which time that the point is reached.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edgechat.core.paths import Home
from edgechat.library.renewal import Renewal
from edgechat.library.shelves import Shelves
from tests.integration.test_renewal import Case

POINTS: dict[str, tuple[type, str, bool]] = {
    "before the table": (Shelves, "vectors", False),
    "after the table": (Shelves, "vectors", True),
    "before a batch is embedded": (Renewal, "_vectors", False),
    "before a batch is stored": (Shelves, "complete", False),
    "after a batch is stored": (Shelves, "complete", True),
    "before the switch": (Renewal, "_switch", False),
    "in the switch": (Shelves, "drop_all_but", True),
    "after the switch": (Renewal, "_switch", True),
}
"""A method, and whether it is killed after it instead of before."""


def main(home: str, folder: str, point: str, times: str) -> None:
    _arm(*POINTS[point], int(times))
    case = Case(Home(Path(home)).profile("default"), Path(folder), chosen="new")
    case.library.catch_up()
    case.close()


def _arm(owner: type, name: str, after: bool, times: int) -> None:
    real: Callable[..., Any] = getattr(owner, name)
    left = [times]

    def reached(*given: Any, **named: Any) -> Any:
        made = real(*given, **named) if after else None
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return made if after else real(*given, **named)

    setattr(owner, name, reached)


if __name__ == "__main__":
    main(*sys.argv[1:])
