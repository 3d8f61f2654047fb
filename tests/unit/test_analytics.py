"""Data points keep the reference's columns, and never fail a run."""

from __future__ import annotations

import pytest

from edgechat.analytics.analytics import Analytics, Inference
from edgechat.core.sqlite import Database

POINT = Inference(
    time=1_800_000_000.0,
    model="small",
    task="text-generation",
    face="window",
    prompt_tokens=10,
    completion_tokens=20,
    cached_tokens=5,
    load_ms=1.0,
    first_token_ms=2.0,
    tokens_per_second=30.5,
    total_ms=4.0,
    neurons=0.25,
    outcome="complete",
)


def test_a_point_comes_back_as_it_was(database: Database) -> None:
    analytics = Analytics(database)
    analytics.write(POINT)
    assert analytics.recent() == [POINT]


def test_recent_is_newest_first_and_limited(database: Database) -> None:
    analytics = Analytics(database)
    for second in range(5):
        analytics.write(Inference(time=float(second), model="m", task="t", face="f"))
    assert [point.time for point in analytics.recent(2)] == [4.0, 3.0]
    assert analytics.count() == 5
    assert analytics.count(since=3.0) == 2


def test_points_lie_in_the_references_columns(database: Database) -> None:
    Analytics(database).write(POINT)
    columns = {name for _, name, *_ in database.rows("PRAGMA table_info(points)")}
    wanted = {"dataset", "timestamp", "_sample_interval", "index1"}
    wanted |= {f"{kind}{n}" for kind in ("blob", "double") for n in range(1, 21)}
    assert wanted <= columns
    used = database.row(
        "SELECT dataset, _sample_interval, index1, SUM(_sample_interval * double2) FROM points"
    )
    assert used == ("inference", 1, "small", 20.0)


def test_a_long_model_name_is_cut_in_the_index_only(database: Database) -> None:
    analytics = Analytics(database)
    analytics.write(Inference(time=1.0, model="é" * 80, task="t", face="f"))
    assert analytics.recent()[0].model == "é" * 80
    assert len(database.value("SELECT index1 FROM points").encode()) <= 96


def test_a_point_that_cannot_be_written_is_logged_and_fails_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.rows("PRAGMA query_only = ON")
    Analytics(database).write(POINT)
    assert "was not recorded" in caplog.text
    assert Analytics(database).recent() == []
