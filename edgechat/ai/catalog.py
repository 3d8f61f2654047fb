"""Which models there are: the catalogue that comes with EdgeChat, GGUF files and re-rankers of the person.

An entry says where its file comes from: an installed package, a file that set-up made, or the model hub.
Finds files; never opens a model (children do that) and never downloads (``pulling`` does).
"""

from __future__ import annotations

import stat
import sys
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from edgechat.ai.own_files import OwnFiles, is_folder
from edgechat.ai.reranker_files import RerankerFiles, find_reranker
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import BugError, InvalidInput, ModelNotFound
from edgechat.core.paths import Home, installed_data, resources

TEXT = "text-generation"
EMBEDDINGS = "text-embeddings"
RERANKING = "text-reranking"
REFERENCE = {"bge-reranker-base": "@cf/baai/bge-reranker-base"}  # what the reference calls a re-ranker
UNWRITABLE = "Its name holds bytes that are no text."
SOURCES = {"package": "installed package", "setup": "set-up", "hub": "hub"}
PATH_SUFFIXES = (".gguf", ".echo")  # .echo: scripts for tests, never listed


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``package``: a file of an installed package, found without importing it (importing the
    starter model's package would need packages that are not installed). ``setup``: made by set-up.
    ``hub``: one exact version of a file on the model hub, which is there once it was pulled."""

    kind: Literal["package", "setup", "hub"]
    file: str
    repository: str = ""
    revision: str = ""


class Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model takes in memory beside its weights, in bytes: per token of its window, and to work."""

    architecture: str
    per_token: int
    work: int


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One catalogue entry. ``size`` in bytes (0: not fixed); ``neurons_*`` per million tokens, the
    reference's price of its nearest model. ``recommended``: the higher the better, 0 is not at all."""

    id: str
    name: str
    task: str
    size: int
    sha256: str
    context: int
    licence: str
    note: str
    source: Source
    neurons_in: int
    neurons_out: int
    aliases: tuple[str, ...] = ()
    needs: Needs | None = None
    recommended: int = 0


@cache
def entries() -> tuple[Entry, ...]:
    """The catalogue. Raises ``BugError`` when the file that comes with EdgeChat is broken."""
    path = resources() / "catalog.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Entry, ...])
    except (OSError, msgspec.MsgspecError) as error:
        raise BugError(f"the model catalogue {path} is broken: {error}") from error


def entry(model: str) -> Entry | None:
    """The entry whose id or alias is ``model``."""
    return next((each for each in entries() if model == each.id or model in each.aliases), None)


class Catalog:
    """The catalogue as seen from one home folder."""

    def __init__(self, home: Home, known: tuple[Entry, ...] | None = None) -> None:
        self._home = home
        self.own = OwnFiles(home)
        self._known = known

    def entries(self) -> tuple[Entry, ...]:
        return entries() if self._known is None else self._known

    def entry(self, model: str) -> Entry | None:
        """The entry whose id or alias is ``model``."""
        return next((each for each in self.entries() if model == each.id or model in each.aliases), None)

    def info(self, each: Entry) -> ModelInfo:
        """What this home has of ``each``."""
        return _info(each, self._home)

    def models(self) -> list[ModelInfo]:
        """Every model: the catalogue's first, then the GGUF files and the re-rankers in the models folder, by
        name, then what is used where it lies."""
        folder = self._home.models
        files = sorted(folder.glob("*.gguf")) if folder.is_dir() else []
        found = [self._file(path) for path in files]
        found += [self._folder(path) for path in _folders(folder)]
        found += [self._elsewhere(path) for path in self.own.elsewhere()]
        return [self.info(each) for each in self.entries()] + [each for each in found if each is not None]

    def find(self, model: str) -> ModelInfo:
        """The model called ``model``: an id, an alias, a file or folder in the models folder, or a path.

        Raises ``ModelNotFound`` for an unknown one, one that is not here, or one whose file is damaged.
        """
        known = self.entry(model)
        if known is not None:
            return _usable(self.info(known))
        reranker = self._named(model)
        if reranker is not None:
            return _usable(reranker)
        for name in (self._home.models / model, self._home.models / f"{model}.gguf", model):
            path = _expanded(Path(name))
            found = self._file(path.absolute()) if path.suffix.lower() in PATH_SUFFIXES else None
            if found is not None:
                return _usable(found)
        if _is_file(_expanded(Path(model))):
            raise ModelNotFound(f"{model!r} is not a GGUF file.", "Its name must end in .gguf.")
        raise ModelNotFound(
            f"There is no model {model!r}.",
            "See `edgechat models list`, put a GGUF file into the models folder, or give a file's path.",
        )

    def _file(self, path: Path) -> ModelInfo | None:
        """Files in the models folder go by their name, all others by their path."""
        return _file_info(path, short=path.parent == self._home.models.absolute())

    def _named(self, model: str) -> ModelInfo | None:
        """The re-ranker called ``model``, or in the folder ``model``."""
        if model in REFERENCE.values():
            return next((each for each in self.models() if model in each.aliases), None)
        places = (self._home.models / model, _expanded(Path(model)))
        folder = next((each for each in places if is_folder(str(each))), None)
        return None if folder is None else self._folder(folder.absolute())

    def _folder(self, path: Path) -> ModelInfo | None:
        files = find_reranker(path)
        short = path.parent == self._home.models.absolute()
        return None if files is None else _folder_info(files, short=short)

    def _elsewhere(self, path: Path) -> ModelInfo:
        """What is used where it lies, also when it is not there any more."""
        found = self._folder(path) if is_folder(str(path)) else self._file(path)
        if found is not None:
            return found
        note = "The file is not where it was: bring it back, or take it off the list."
        task = TEXT if path.suffix.lower() in PATH_SUFFIXES else RERANKING
        return ModelInfo(str(path), path.stem, task, "missing", "file", 0, 0, "", note, str(path))

    def best_reranker(self) -> ModelInfo | None:
        """The largest re-ranker that is installed."""
        # On the way to every search: nothing else is looked at
        elsewhere = [each for each in self.own.elsewhere() if is_folder(str(each))]
        found = [self._folder(each) for each in (*_folders(self._home.models), *elsewhere)]
        usable = [each for each in found if each is not None and each.state == "installed"]
        return max(usable, key=lambda each: each.size, default=None)

    def best_text_model(self) -> ModelInfo:
        """The model to use when none is chosen: the largest installed. Raises ``ModelNotFound``."""
        usable = [each for each in self.models() if each.task == TEXT and each.state == "installed"]
        if not usable:
            raise ModelNotFound(
                "No model is installed.",
                "Run set-up again for the starter model, or put a GGUF file into the models folder.",
            )
        return max(usable, key=lambda each: each.size)

    def best_embedding_model(self) -> ModelInfo:
        """The model that documents are found with when none is chosen. Raises ``ModelNotFound``."""
        usable = [each for each in self.models() if each.task == EMBEDDINGS and each.state == "installed"]
        if not usable:
            raise ModelNotFound("No embedding model is installed.", "Run set-up again for the starter model.")
        return usable[0]


def _is_file(path: Path) -> bool:
    """Also for a name that no file can have: too long, or with bytes that names must not hold."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def require_text(info: ModelInfo) -> None:
    """Raise ``InvalidInput`` for a model that does not write text."""
    require_task(info, TEXT)


def require_task(info: ModelInfo, task: str) -> None:
    """Raise ``InvalidInput`` for a model that does something else than ``task``."""
    if info.task != task:
        raise InvalidInput(
            f"{info.id} does {info.task}, not {task}.",
            "Choose a model of that task from `edgechat models list`.",
        )


def pulled(source: Source, home: Home) -> Path:
    """Where the file of a hub ``source`` lies once it was pulled: apart from what the person puts there."""
    return home.models / "hub" / source.file


def locate(source: Source, home: Home | None = None) -> Path | None:
    """The file of ``source`` on this machine; None when it is not installed. ``home``: for the hub's."""
    if source.kind == "hub":
        path = pulled(source, home) if home is not None else None
        return path if path is not None and path.is_file() else None
    if source.kind == "setup":
        path = installed_data() / source.file
        return path if path.is_file() else None
    return _packaged(source.file)


def _packaged(file: str) -> Path | None:
    """A ``file`` of an installed package. Its place is known: asking Python's list of packages for it takes
    23 ms and a megabyte, most of it for reading e-mail headers."""
    places = (Path(folder, file) for folder in sys.path)
    return next((path for path in places if path.is_file()), None)


def _info(each: Entry, home: Home) -> ModelInfo:
    path = locate(each.source, home)
    size = path.stat().st_size if path else each.size
    state: Literal["installed", "missing", "damaged"] = "installed" if path else "missing"
    if path and each.size and size != each.size:
        state = "damaged"
    return ModelInfo(
        id=each.id,
        name=each.name,
        task=each.task,
        state=state,
        source=SOURCES[each.source.kind],
        size=size,
        context=each.context,
        licence=each.licence,
        note=each.note,
        path=str(path) if path else None,
        aliases=each.aliases,
    )


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # "~someone" who has no account here
        return path


def _file_info(path: Path, *, short: bool) -> ModelInfo | None:
    """The file at ``path``; None for whatever is no regular file, or has just gone."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # gone, a broken link, a name that cannot be one
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    name = str(path).encode("utf-8", "backslashreplace").decode()
    written = name == str(path)
    return ModelInfo(
        id=Path(name).name if short else name,
        name=Path(name).stem,
        task=TEXT,
        state="installed" if written else "damaged",
        source="file",
        size=found.st_size,
        context=0,
        licence="",
        note="Its header is checked when it is loaded." if written else UNWRITABLE,
        path=name,
    )


def _folders(models: Path) -> list[Path]:
    """Those in the models folder that may hold a re-ranker."""
    try:
        inside = sorted(models.iterdir())
    except OSError:
        return []
    return [each for each in inside if each.is_dir() and each.name != "hub" and not each.name.startswith(".")]


def _folder_info(files: RerankerFiles, *, short: bool) -> ModelInfo:
    """A re-ranker; ``path`` is its model's file."""
    folder, model = (
        str(each).encode("utf-8", "backslashreplace").decode() for each in (files.folder, files.model)
    )
    whole = (folder, model) == (str(files.folder), str(files.model))
    name = Path(folder).name
    alias = REFERENCE.get(name.lower())
    return ModelInfo(
        id=name if short else folder,
        name=name,
        task=RERANKING,
        state="installed" if whole else "damaged",
        source="file",
        size=files.size,
        context=0,
        licence="",
        note="Orders what a search finds. It is checked when it is loaded." if whole else UNWRITABLE,
        path=model,
        aliases=(alias,) if alias else (),
    )


def _usable(info: ModelInfo) -> ModelInfo:
    if info.note == UNWRITABLE:
        raise ModelNotFound(f"{info.name} cannot be used: {info.note}", "Rename the file.")
    again = (
        f"Get it: edgechat models pull {info.id}" if info.source == SOURCES["hub"] else "Run set-up again."
    )
    if info.state == "missing":
        raise ModelNotFound(f"{info.name} is not installed.", again)
    if info.state == "damaged":
        raise ModelNotFound(f"The file of {info.name} is not whole ({info.size} bytes).", again)
    return info
