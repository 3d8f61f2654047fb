"""Models that the person brings: copied into the models folder, or used where they lie.

A GGUF file, or a folder that holds a re-ranker. Those that stay where they are get a line in one small file
beside the models. Opens no model: whether a file is one is for ``examining`` to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from edgechat.ai.reranker_files import CONFIG, MODEL, TOKENIZER, RerankerFiles, find_reranker
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
        """What is used where it lies, in the order in which it was added; also what is gone."""
        try:
            with open(self._folder / LIST, encoding="utf-8") as file:
                stored = json.loads(file.read(LONGEST))
        except (OSError, ValueError, RecursionError):
            return []
        named = stored if isinstance(stored, list) else []
        return [Path(each) for each in named[:MOST] if isinstance(each, str) and Path(each).is_absolute()]

    def use(self, path: Path) -> Path:
        """List ``path``, which stays where it is. Raises what ``copy`` raises."""
        whole = self.reranker(path).folder if is_folder(str(path)) else _existing(path)
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
        if is_folder(str(path)):
            files = self.reranker(path)
            return self._copied(files.folder, files.size, lambda part: _pour_all(files, part, tell))
        source = _existing(path)
        return self._copied(source, source.stat().st_size, lambda part: _pour(source, part, tell))

    def _copied(self, source: Path, size: int, pour: Callable[[Path], None]) -> Path:
        target = self._folder / source.name
        if os.path.lexists(target):
            if target.exists() and target.samefile(source):
                return target
            raise InvalidInput(
                f"There is a model {source.name!r} already.", "Rename one of them, or use it in place."
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        require_room(self._folder, size)
        part = target.with_name(f".{source.name[:200]}.{os.getpid()}.part")
        try:
            pour(part)
            os.replace(part, target)
        except OSError as error:
            raise refusal(
                error, f"{source.name} cannot be copied", action="Use it where it is instead."
            ) from error
        finally:
            _remove(part)
        return target

    def reranker(self, path: Path) -> RerankerFiles:
        """The re-ranker in the folder ``path``. Raises ``InvalidInput`` where there is none."""
        whole = path.expanduser().absolute()
        _require_text(whole)
        found = find_reranker(whole)
        if found is None:
            raise InvalidInput(
                f"There is no re-ranker in {str(whole)!r}.",
                f"Choose a folder with {MODEL} and {TOKENIZER} of one model, or a file that ends in .gguf.",
            )
        return found

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
    _require_text(whole)
    try:
        found = whole.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise ModelNotFound(f"There is no file {str(whole)!r}.", "Choose another.")
    if whole.suffix.lower() != ".gguf":
        raise InvalidInput(f"{whole.name!r} is not a GGUF file.", "Choose a file that ends in .gguf.")
    return whole


def is_folder(path: str) -> bool:
    try:
        return Path(path).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):
        return False


def _require_text(path: Path) -> None:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput("The name of this file holds bytes that are no text.", "Rename it.") from error


def _remove(part: Path) -> None:
    with suppress(OSError):
        if part.is_dir():
            for each in part.iterdir():
                each.unlink()
            part.rmdir()
        part.unlink(missing_ok=True)


def _pour_all(files: RerankerFiles, target: Path, tell: Progress) -> None:
    """Those files into the new folder ``target``, under the usual names."""
    target.mkdir()
    named = ((files.model, MODEL), (files.tokenizer, TOKENIZER), (files.config, CONFIG))
    done = 0
    for source, name in named:
        if source is None:
            continue
        size = source.stat().st_size
        before, share = done / max(1, files.size), size / max(1, files.size)
        _pour(source, target / name, partial(_tell_part, tell, before, share))
        done += size


def _tell_part(tell: Progress, before: float, share: float, part: float) -> bool:
    return tell(min(1.0, before + share * part))


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
