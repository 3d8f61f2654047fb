"""Model files that the person brings: copied into the models folder, or used where they lie.

Those that stay where they are get a line in one small file beside the models. Opens no model: whether a
file is one is for ``examining`` to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from edgechat.core.disk import refusal, require_room, to_disk
from edgechat.core.errors import Cancelled, InvalidInput, ModelNotFound
from edgechat.core.paths import Home

LIST = "elsewhere.json"
MOST = 1000
LONGEST = 1 << 20  # bytes of the list that are read
CHUNK = 8 << 20

Progress = Callable[[float], bool]
"""Told how much is done, 0..1; False: stop."""


class OwnFiles:
    """The files of one home."""

    def __init__(self, home: Home) -> None:
        self._folder = home.models

    def elsewhere(self) -> list[Path]:
        """Files used where they lie, in the order in which they were added; also those that are gone."""
        try:
            with open(self._folder / LIST, encoding="utf-8") as file:
                stored = json.loads(file.read(LONGEST))
        except (OSError, ValueError, RecursionError):
            return []
        named = stored if isinstance(stored, list) else []
        return [Path(each) for each in named[:MOST] if isinstance(each, str) and Path(each).is_absolute()]

    def use(self, path: Path) -> Path:
        """List ``path``, which stays where it is. Raises what ``copy`` raises."""
        whole = _existing(path)
        known = self.elsewhere()
        if whole not in known and whole.parent != self._folder.absolute():
            self._store([*known, whole])
        return whole

    def forget(self, path: Path) -> None:
        """Take ``path`` off the list; the file itself is not touched."""
        known = self.elsewhere()
        if path in known:
            self._store([each for each in known if each != path])

    def copy(self, path: Path, tell: Progress = lambda _done: True) -> Path:
        """Copy ``path`` into the models folder, whole or not at all; where it lies then.

        Raises ``ModelNotFound``, ``InvalidInput`` for a name that is taken, ``NoRoom``,
        ``DataUnwritable``, ``Cancelled``.
        """
        source = _existing(path)
        target = self._folder / source.name
        if os.path.lexists(target):
            if target.exists() and target.samefile(source):
                return target
            raise InvalidInput(
                f"There is a model file {source.name!r} already.", "Rename one of them, or use it in place."
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        require_room(self._folder, source.stat().st_size)
        part = target.with_name(f".{source.name[:200]}.{os.getpid()}.part")
        try:
            _pour(source, part, tell)
            os.replace(part, target)
        except OSError as error:
            raise refusal(
                error, f"{source.name} cannot be copied", action="Use it where it is instead."
            ) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return target

    def _store(self, paths: list[Path]) -> None:
        part = self._folder / f".{LIST}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps([str(each) for each in paths], indent=1), encoding="utf-8")
            to_disk(part)
            os.replace(part, self._folder / LIST)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise refusal(
                error, f"{self._folder} cannot be written", action="Make the folder writable, then try again."
            ) from error


def _existing(path: Path) -> Path:
    """``path`` as it can be used. Raises ``ModelNotFound``; ``InvalidInput`` for a name with odd bytes."""
    whole = path.expanduser().absolute()
    try:
        str(whole).encode("utf-8")
        found = whole.is_file()
    except UnicodeEncodeError as error:
        raise InvalidInput("The name of this file holds bytes that are no text.", "Rename it.") from error
    except (OSError, ValueError):
        found = False
    if not found:
        raise ModelNotFound(f"There is no file {str(whole)!r}.", "Choose another.")
    if whole.suffix.lower() != ".gguf":
        raise InvalidInput(f"{whole.name!r} is not a GGUF file.", "Choose a file that ends in .gguf.")
    return whole


def _pour(source: Path, target: Path, tell: Progress) -> None:
    size, done = max(1, source.stat().st_size), 0
    with open(source, "rb") as reading, open(target, "xb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            done += len(chunk)
            if not tell(min(1.0, done / size)):
                raise Cancelled("The copy was stopped.", "Nothing was kept of it.")
        writing.flush()
        os.fsync(writing.fileno())
