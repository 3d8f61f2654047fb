"""Where everything lies under one home folder. Creates folders; opens no files."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from edgechat.core.disk import refusal
from edgechat.core.errors import InvalidInput
from edgechat.core.records import dataclass

PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


@dataclass(frozen=True)
class Home:
    """One home folder: ``models/`` for all profiles, one folder per profile."""

    root: Path

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def profile(self, name: str) -> Profile:
        """The profile called ``name``. Raises ``InvalidInput`` for a name that is no plain word."""
        if not PROFILE_NAME.fullmatch(name):
            raise InvalidInput(
                f"{name!r} cannot be a profile's name.",
                "Use 1 to 32 letters, digits, '-' or '_', beginning with a letter or digit.",
            )
        return Profile(home=self, name=name)


@dataclass(frozen=True)
class Place:
    """Where one database lies: see ``Profile``, which is the place of its own."""

    database: Path
    presence: Path
    backups: Path
    damaged: Path


@dataclass(frozen=True)
class Profile:
    """The folder of one profile."""

    home: Home
    name: str

    @property
    def root(self) -> Path:
        return self.home.root / "profiles" / self.name

    @property
    def database(self) -> Path:
        return self.root / "profile.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def presets(self) -> Path:
        return self.root / "presets.json"

    @property
    def glimpse(self) -> Path:
        """What the window showed when it closed, made from messages: goes when messages do."""
        return self.root / "glimpse.json"

    @property
    def snapshot(self) -> Path:
        """A picture of the window, from when it closed until it is opened: goes when messages do."""
        return self.root / "window.picture"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def damaged(self) -> Path:
        """What was put aside because it was damaged or replaced. Nothing removes it."""
        return self.root / "damaged"

    @property
    def reports(self) -> Path:
        """Reports of our own faults, for the person to read."""
        return self.root / "reports"

    @property
    def presence(self) -> Path:
        """One small file per process that has the database open."""
        return self.root / "open"

    @property
    def library(self) -> Place:
        """Where the library's database lies, and what belongs to it."""
        return Place(self.root / "library.db", self.root / "open-library", self.backups, self.damaged)

    @property
    def vectors(self) -> Place:
        """The person's own vector indexes."""
        return Place(self.root / "vectors.db", self.root / "open-vectors", self.backups, self.damaged)

    @property
    def vault(self) -> Path:
        """Contents of documents, by their digest."""
        return self.root / "vault"

    def create(self) -> None:
        """Make the folders, readable by this account alone. Raises ``DataUnwritable``."""
        try:
            for folder in (self.home.root, self.home.models, self.home.logs, self.root):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            what = "cannot be written to" if self.home.root.is_dir() else "cannot be created"
            raise refusal(
                error,
                f"The data folder {self.home.root} {what}",
                action="Choose another with --home or EDGECHAT_HOME, or make the folder writable.",
            ) from error


def find_home(chosen: str | os.PathLike[str] | None = None) -> Home:
    """The home folder: ``chosen``, else ``EDGECHAT_HOME``, else the platform's data folder."""
    named = chosen or os.environ.get("EDGECHAT_HOME")
    if named:
        return Home(Path(named).expanduser().absolute())
    import platformdirs  # late: on the window's way to its first paint, and seldom needed

    return Home(Path(platformdirs.user_data_dir("EdgeChat", appauthor=False)))


def installed_data() -> Path:
    """Where set-up puts what it makes from installed packages: ``share/edgechat`` of the environment."""
    return Path(sys.prefix) / "share" / "edgechat"


def resources() -> Path:
    """The folder of data files that come with EdgeChat (catalogue, price table)."""
    return _shipped("resources")


def assets() -> Path:
    """The folder of icons and pictures that come with EdgeChat."""
    return _shipped("assets")


def _shipped(name: str) -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).parents[2]) / name
