"""Admission: exactly the limit in any 60 seconds, whatever the clock does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from edgechat.core.errors import InvalidInput, QuotaExceeded
from edgechat.core.sqlite import Database
from edgechat.quota.quota import KEPT, WINDOW, Quota
from tests.fakes import FakeClock


@pytest.fixture
def quota(database: Database, clock: FakeClock) -> Quota:
    return Quota(database, clock)


def _admitted(quota: Quota, face: str = "door") -> bool:
    try:
        with quota.admit(face):
            return True
    except QuotaExceeded:
        return False


def _lease(database: Database) -> tuple[float | None, str | None]:
    neurons, outcome = database.rows("SELECT neurons, outcome FROM quota_leases")[0]
    return neurons, outcome


def test_no_face_is_limited_by_default(quota: Quota) -> None:
    assert all(_admitted(quota) for _ in range(150))
    assert quota.limit("door") is None
    assert quota.used("door") == 150


def test_the_101st_request_is_refused_with_the_seconds_to_wait(quota: Quota, clock: FakeClock) -> None:
    quota.set_limit("door", 100)
    for _ in range(100):
        assert _admitted(quota)
        clock.pass_time(0.1)
    with pytest.raises(QuotaExceeded) as refused:
        quota.admit("door")
    assert refused.value.details["retry_after"] == pytest.approx(50.0)
    clock.pass_time(49.9)
    assert not _admitted(quota)
    clock.pass_time(0.11)
    assert _admitted(quota)
    assert not _admitted(quota)


def test_faces_have_their_own_windows(quota: Quota) -> None:
    quota.set_limit("door", 1)
    assert _admitted(quota, "door")
    assert not _admitted(quota, "door")
    assert _admitted(quota, "window")


def test_background_runs_are_recorded_but_not_counted(quota: Quota, database: Database) -> None:
    quota.set_limit("door", 1)
    for _ in range(3):
        quota.admit("door", background=True).settle()
    assert _admitted(quota)
    assert database.value("SELECT count(*) FROM quota_leases") == 4


def test_a_limit_can_be_changed_and_lifted(quota: Quota) -> None:
    quota.set_limit("door", 1)
    quota.set_limit("door", 2)
    assert [_admitted(quota) for _ in range(3)] == [True, True, False]
    quota.set_limit("door", None)
    assert _admitted(quota)


@pytest.mark.parametrize("limit", [0, -1, True, 10**10])
def test_a_limit_is_a_whole_number_from_one(quota: Quota, limit: int) -> None:
    with pytest.raises(InvalidInput):
        quota.set_limit("door", limit)


def test_limits_and_admissions_survive_a_restart(quota: Quota, database: Database, clock: FakeClock) -> None:
    quota.set_limit("door", 1)
    assert _admitted(quota)
    assert not _admitted(Quota(database, clock))


def test_a_lease_records_cost_and_outcome(quota: Quota, database: Database) -> None:
    with quota.admit("door") as lease:
        lease.settle(neurons=1.5, outcome="stopped")
    assert _lease(database) == (1.5, "stopped")


def test_a_run_that_raises_is_settled_as_failed(quota: Quota, database: Database) -> None:
    with pytest.raises(KeyError), quota.admit("door"):
        raise KeyError
    assert _lease(database) == (0.0, "failed")


def test_a_lease_that_cannot_be_settled_does_not_fail_the_run(
    quota: Quota, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    lease = quota.admit("door")
    database.rows("PRAGMA query_only = ON")
    lease.settle()
    assert "could not be settled" in caplog.text


def test_a_clock_set_back_frees_nothing_and_locks_nobody_out(quota: Quota, clock: FakeClock) -> None:
    quota.set_limit("door", 1)
    assert _admitted(quota)
    clock.set_back(365 * 86400)
    assert not _admitted(quota)
    clock.pass_time(WINDOW - 1)
    assert not _admitted(quota)
    clock.pass_time(2)
    assert _admitted(quota)


def test_a_reboot_with_the_clock_set_back_frees_nothing(quota: Quota, clock: FakeClock) -> None:
    quota.set_limit("door", 1)
    assert _admitted(quota)
    clock.set_back(86400)
    clock.tick = 5.0
    assert not _admitted(quota)
    clock.pass_time(WINDOW)
    assert _admitted(quota)


def test_old_admissions_are_forgotten(quota: Quota, database: Database, clock: FakeClock) -> None:
    for _ in range(5):
        assert _admitted(quota)
    clock.pass_time(KEPT + 1)
    assert _admitted(quota)
    assert database.value("SELECT count(*) FROM quota_leases") == 1


@budget(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.floats(0, 30), st.floats(-100_000, 0) | st.just(0.0)), min_size=1, max_size=25
    ),
    limit=st.integers(1, 4),
)
def test_no_60_seconds_of_real_time_hold_more_than_the_limit(
    database: Database, steps: list[tuple[float, float]], limit: int
) -> None:
    """Property: time passes, the wall clock is set back at will; real time is the tick."""
    database.execute("DELETE FROM quota_leases")
    database.execute("UPDATE quota_clock SET latest = 0, ticks = 0")
    clock = FakeClock()
    quota = Quota(database, clock)
    quota.set_limit("door", limit)
    admitted: list[float] = []
    for passed, jump in steps:
        clock.pass_time(passed)
        clock.set_back(-jump)
        if _admitted(quota):
            admitted.append(clock.tick)
        recent = [each for each in admitted if each > clock.tick - WINDOW + 1e-3]
        assert len(recent) <= limit
