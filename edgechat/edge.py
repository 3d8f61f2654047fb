"""The door: builds one ``Edge`` for one profile, and wires the rooms to each other.

Opening is cheap: no model library is loaded and no child is started before they are needed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType
from typing import Self

from edgechat.ai.catalog import Catalog
from edgechat.ai.runner import Ai
from edgechat.ai.states import States
from edgechat.ai.text_host import TextHost
from edgechat.analytics.analytics import Analytics
from edgechat.chat.chat import Chat
from edgechat.chat.conversation import ConversationDeleted
from edgechat.chat.jobs import Jobs
from edgechat.chat.memory import Memory
from edgechat.chat.store import Store
from edgechat.core.backup_schedule import BackupSchedule
from edgechat.core.errors import FixableError
from edgechat.core.events import Events
from edgechat.core.paths import Profile, find_home
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from edgechat.quota.quota import Quota

DELETED_KEPT = 30 * 86400.0  # seconds for which deleting a conversation can be undone


class Edge:
    """Everything one profile can do: ``.ai .chat .quota .analytics .settings .events``."""

    def __init__(self, profile: Profile, *, face: str = "door") -> None:
        self._closed = False
        profile.create()
        self.profile = profile
        self.home = profile.home
        self.settings = Settings(profile.settings)
        self.events = Events()
        self._database = open_profile_database(profile)
        self.quota = Quota(self._database)
        self.analytics = Analytics(self._database)
        self.ai = Ai(
            catalog=Catalog(self.home),
            host=TextHost(self.settings, self.events, states=self._states()),
            settings=self.settings,
            quota=self.quota,
            analytics=self.analytics,
            face=face,
        )
        self.chat = self._chat(face)
        self._backups = BackupSchedule(profile, self.events.publish)
        self._backups.start()

    def _chat(self, face: str) -> Chat:
        store = Store(self._database)
        memory = Memory(
            store,
            self.ai,
            self.settings,
            # A command ends before a title would be written; a window stays.
            jobs=Jobs() if face == "window" else None,
            publish=self.events.publish,
        )
        return Chat(store, self.ai, self.settings, self.events, context=memory)

    def _states(self) -> States | None:
        budget = self.settings.get("engine.state_budget_mb") * 1024 * 1024
        if not budget:
            return None
        states = States(self.profile.state, budget)
        self.events.subscribe(ConversationDeleted, lambda event: states.forget(event.conversation))
        return states

    def close(self) -> None:
        """Keep what has arrived, end the children and close the databases. Safe to repeat.

        Conversations deleted over a month ago go for good here, where nobody waits.
        """
        if self._closed:
            return
        self._closed = True
        with suppress(FixableError):
            self.chat.purge(DELETED_KEPT)
        self.chat.close()
        self.ai.close()
        self._backups.stop()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_edge(
    home: str | os.PathLike[str] | None = None, profile: str = "default", *, face: str = "door"
) -> Edge:
    """Open a profile. ``home``: the data folder (default: ``EDGECHAT_HOME``, else the platform's).

    Raises ``InvalidInput`` for a bad profile name, ``DataUnwritable``, ``DataDamaged`` or ``DataNewer``.
    """
    return Edge(find_home(home).profile(profile), face=face)
