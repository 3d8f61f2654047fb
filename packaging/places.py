"""Where set-up puts things in a checkout. Knows paths only; makes and runs nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """``root`` is the checkout."""

    root: Path
    windows: bool = os.name == "nt"

    @property
    def venv(self) -> Path:
        """The environment the app runs in. Everything set-up makes lies inside."""
        return self.root / ".venv"

    @property
    def tools(self) -> Path:
        """A second environment, with what set-up needs and the app must not see."""
        return self.venv / "setup-tools"

    @property
    def python(self) -> Path:
        return self.program(self.venv, "python")

    @property
    def tools_python(self) -> Path:
        return self.program(self.tools, "python")

    @property
    def stamp(self) -> Path:
        return self.venv / "set-up.json"

    @property
    def log(self) -> Path:
        return self.venv / "set-up.log"

    @property
    def wheels(self) -> Path:
        return self.venv / "wheels"

    @property
    def data(self) -> Path:
        """What is made from installed packages; the app finds it through ``sys.prefix``."""
        return self.venv / "share" / "edgechat"

    def lock(self, name: str) -> Path:
        return self.root / "packaging" / "locks" / f"{name}.txt"

    def programs(self, environment: Path) -> Path:
        """The folder of an environment's programs: ``bin``, on Windows ``Scripts``."""
        return environment / ("Scripts" if self.windows else "bin")

    def program(self, environment: Path, name: str) -> Path:
        return self.programs(environment) / (f"{name}.exe" if self.windows else name)
