"""The door: builds one ``Edge`` for one profile, and wires the rooms to each other.

Opening is cheap: no model library is loaded and no child is started before they are needed. What serves
models is not even imported (60 ms) until one is asked for: a window shows conversations before that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import ConversationChanged, ConversationDeleted, PathChanged
from edgechat.chat.indexer import Indexer
from edgechat.chat.jobs import Jobs
from edgechat.chat.memory import Memory
from edgechat.chat.store import Store
from edgechat.core.backup_schedule import BackupSchedule
from edgechat.core.disk import part_of
from edgechat.core.errors import FixableError
from edgechat.core.events import Events
from edgechat.core.late import Late
from edgechat.core.paths import Profile, find_home
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings

if TYPE_CHECKING:
    from edgechat.ai.runner import Ai
    from edgechat.ai.states import States
    from edgechat.ai.values import ModelInfo
    from edgechat.analytics.analytics import Analytics
    from edgechat.chat.presets import Presets
    from edgechat.core.checkup import Check
    from edgechat.core.network import Network
    from edgechat.library.citing import Passage
    from edgechat.library.library import Library
    from edgechat.quota.quota import Quota
    from edgechat.vault.vault import Vault
    from edgechat.vectors.indexes import Vectors

DELETED_KEPT = 30 * 86400.0  # seconds for which deleting a conversation can be undone


class Edge:
    """Everything one profile can do: ``.ai .chat .library .vectors .vault .quota .analytics .network``,
    ``.settings``, and ``.events`` to hear of it."""

    def __init__(self, profile: Profile, *, face: str = "door") -> None:
        self._closed = False
        profile.create()
        self.profile = profile
        self.home = profile.home
        self.settings = Settings(profile.settings)
        self.events = Events()
        self._database = open_profile_database(profile)
        self._quota = Late(self._make_quota)
        self._analytics = Late(self._make_analytics)
        self._states = Late(self._make_states)
        self._presets = Late(self._make_presets)
        self._network = Late(self._make_network)
        self._ai = Late(lambda: self._make_ai(face))
        self._vectors = Late(self._make_vectors)
        self._vault = Late(self._make_vault)
        self._library = Late(self._make_library)
        store = Store(self._database)
        self._indexer = Indexer(store)
        self.chat = self._make_chat(store, face)
        self.events.subscribe(ConversationChanged, self._indexer.wake)
        self.events.subscribe(ConversationDeleted, self._forget)
        self.events.subscribe(PathChanged, self._forget_shown)
        self._backups = BackupSchedule(profile, self.events.publish)
        self._backups.start()

    @property
    def ai(self) -> Ai:
        return self._ai.get()

    @property
    def presets(self) -> Presets:
        return self._presets.get()

    @property
    def quota(self) -> Quota:
        return self._quota.get()

    @property
    def analytics(self) -> Analytics:
        return self._analytics.get()

    @property
    def library(self) -> Library:
        """The documents; their database is opened when they are first asked for."""
        return self._library.get()

    @property
    def vectors(self) -> Vectors:
        """The person's own vector indexes."""
        return self._vectors.get()

    def follow_documents(self) -> None:
        """Go on with documents where an earlier end left them, and follow their folders until ``close``.
        Nothing is opened where there never were any. What was said and is not yet indexed goes on too."""
        self._indexer.wake()
        if self.profile.library.database.exists() or self.profile.vault.exists():
            self.library.follow()

    @property
    def vault(self) -> Vault:
        return self._vault.get()

    def exam(
        self, folder: str | os.PathLike[str], told: Callable[[str, int, int], None] | None = None
    ) -> dict[str, Any]:
        """A test collection (BEIR format) through ingestion and search, in a library of its own; see
        ``library.exam``. ``told`` hears of each stage, how much of it is done, and of how much."""
        from edgechat.library.exam import examine

        return examine(folder, lambda: self.ai, told or (lambda stage, done, total: None))

    @property
    def network(self) -> Network:
        """The one door to the outside; shut while the offline switch is on."""
        return self._network.get()

    def _make_network(self) -> Network:
        from edgechat.core.network import Network

        return Network(self.settings, self.events.publish)

    def _make_ai(self, face: str) -> Ai:
        from edgechat.ai.catalog import Catalog
        from edgechat.ai.embed_host import EmbedHost
        from edgechat.ai.pulling import Pulls
        from edgechat.ai.runner import Ai
        from edgechat.ai.text_host import TextHost

        states = self._states.get() if self.settings.get("engine.state_budget_mb") else None
        catalog = Catalog(self.home)
        made = Ai(
            catalog=catalog,
            pulls=Pulls(catalog, self.home, lambda: self.network, self.settings, self.events.publish),
            host=TextHost(self.settings, self.events, states=states),
            embedder=EmbedHost(self.settings),
            settings=self.settings,
            quota=self.quota,
            analytics=self.analytics,
            face=face,
        )
        made.together = self._database.write
        return made

    def _make_vectors(self) -> Vectors:
        from edgechat.vectors.indexes import Vectors

        return Vectors(self.profile.vectors)

    def _make_vault(self) -> Vault:
        from edgechat.vault.vault import Vault

        return Vault(self.profile.vault)

    def _make_library(self) -> Library:
        from edgechat.library.library import Library

        return Library(
            self.profile,
            self.vault,
            lambda: self.ai,
            self.events,
            chosen=lambda: self.settings.get("library.embedding_model"),
            choose=lambda model: self.settings.set("library.embedding_model", model),
        )

    def _make_quota(self) -> Quota:
        from edgechat.quota.quota import Quota

        return Quota(self._database)

    def _make_analytics(self) -> Analytics:
        from edgechat.analytics.analytics import Analytics

        return Analytics(self._database)

    def _make_presets(self) -> Presets:
        from edgechat.chat.presets import Presets

        return Presets(self.profile.presets)

    def _make_states(self) -> States:
        from edgechat.ai.states import States

        return States(self.profile.state, self.settings.get("engine.state_budget_mb") * 1024 * 1024)

    def _make_chat(self, store: Store, face: str) -> Chat:
        ai = _LateAi(self._ai)
        memory = Memory(
            store,
            ai,
            self.settings,
            # A command ends before a title would be written; a window stays.
            jobs=Jobs() if face == "window" else None,
            publish=self.events.publish,
        )
        finding = _LateLibrary(self._library)
        return Chat(store, ai, self.settings, self.events, context=memory, finding=finding)

    def _forget(self, event: ConversationDeleted) -> None:
        """What models have read of a conversation, and the window shown, goes with it."""
        self._forget_shown(event)
        if self.settings.get("engine.state_budget_mb"):
            self._states.get().forget(event.conversation)

    def _forget_shown(self, _event: ConversationDeleted | PathChanged) -> None:
        for file in (self.profile.glimpse, self.profile.snapshot, part_of(self.profile.snapshot)):
            with suppress(OSError):  # absent while a window is open
                file.unlink()

    def checks(self, *, quick: bool = False) -> Iterator[Check]:
        """What works here and what is missing, one after another. ``quick``: only what costs nothing to know;
        else the model process is started and every model file read."""
        from edgechat.ai.checkup import model_checks, quick_checks
        from edgechat.core.checkup import disk, folder, machine_checks, profile_checks

        root = self.home.root
        if quick:
            yield from (folder(root), disk(root), *quick_checks(self.ai))
            return
        yield from machine_checks(root)
        yield from profile_checks(self.profile, self.settings)
        yield from model_checks(self.ai, self.home)
        yield from self.document_checks()

    def document_checks(self) -> Iterator[Check]:
        """The same of documents, where there are any."""
        from edgechat.library.checkup import library_checks

        if self.profile.library.database.exists() or self.profile.vault.exists():
            yield from library_checks(self.library)

    def close(self) -> None:
        """Keep what has arrived, end the children and close the databases. Safe to repeat.

        Conversations deleted over a month ago go for good here, where nobody waits.
        """
        if self._closed:
            return
        self._closed = True
        with suppress(FixableError):
            self.chat.purge(DELETED_KEPT)
        library = self._library.end()
        if library is not None:
            library.halt()  # before the model: what is being embedded is given back first
        ai = self._ai.end()
        if ai is not None:
            ai.end_background()  # or closing the chat waits for a title that nobody will read
        self.chat.close()
        self._indexer.close()
        if library is not None:
            library.close()
        vectors = self._vectors.end()
        if vectors is not None:
            vectors.close()
        if ai is not None:
            ai.close()
        self._backups.stop()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _LateAi:
    """What a chat asks of the ``Ai``, which is made at the first question."""

    def __init__(self, ai: Late[Ai]) -> None:
        self._ai = ai

    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: bool = False,
        *,
        session: str | None = None,
        background: bool = False,
    ) -> Any:
        return self._ai.get().run(model, inputs, stream, session=session, background=background)

    def resolve(self, model: str | None) -> ModelInfo:
        return self._ai.get().resolve(model)

    def window(self, model: str) -> int:
        return self._ai.get().window(model)

    def count_tokens(self, model: str, messages: Sequence[Mapping[str, str]]) -> tuple[int, tuple[int, ...]]:
        return self._ai.get().count_tokens(model, messages)


class _LateLibrary:
    """What a chat asks of the ``Library``, which is opened for the first question about documents."""

    def __init__(self, library: Late[Library]) -> None:
        self._library = library

    def passages(
        self, question: str, *, collections: Sequence[str], attachments: Sequence[str], limit: int
    ) -> list[Passage]:
        return self._library.get().passages(
            question, collections=collections, attachments=attachments, limit=limit
        )


def open_edge(
    home: str | os.PathLike[str] | None = None, profile: str = "default", *, face: str = "door"
) -> Edge:
    """Open a profile. ``home``: the data folder (default: ``EDGECHAT_HOME``, else the platform's).

    Raises ``InvalidInput`` for a bad profile name, ``DataUnwritable``, ``DataDamaged`` or ``DataNewer``.
    """
    return Edge(find_home(home).profile(profile), face=face)
