"""The door as a whole: opened, closed twice, and what it clears away."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.core.errors import DataUnwritable, InvalidInput
from edgechat.core.sqlite import Database
from edgechat.edge import DELETED_KEPT


def test_opening_starts_no_child_and_closing_is_safe_to_repeat(tmp_path: Path) -> None:
    edge = open_edge(tmp_path)
    assert edge.ai.status().state == "unloaded"
    edge.close()
    edge.close()


def test_what_was_deleted_a_month_ago_is_purged_at_the_end(tmp_path: Path) -> None:
    with open_edge(tmp_path) as edge:
        old, new = edge.chat.create(title="old"), edge.chat.create(title="new")
        edge.chat.delete(old.id)
        edge.chat.delete(new.id)
        path = edge.profile.database
    database = Database(path)
    database.execute(
        "UPDATE conversations SET deleted_at = deleted_at - ? WHERE id = ?", (DELETED_KEPT + 60, old.id)
    )
    database.close()
    with open_edge(tmp_path) as edge:
        assert len(edge.chat.deleted()) == 2
    with open_edge(tmp_path) as edge:
        assert [each.id for each in edge.chat.deleted()] == [new.id]


def test_what_the_window_showed_goes_with_what_is_deleted(tmp_path: Path) -> None:
    with open_edge(tmp_path) as edge:
        made = edge.chat.create(title="one")
        left = (edge.profile.glimpse, edge.profile.snapshot)
        for file in left:
            file.write_text("{}")
        edge.chat.rename(made.id, "two")
        assert all(file.exists() for file in left)
        edge.chat.delete(made.id)
        assert not any(file.exists() for file in left)


def test_a_bad_profile_or_home_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        open_edge(tmp_path, "../elsewhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataUnwritable):
        open_edge(tmp_path / "file")
