"""The figures of a bench: medians, ratios, goals, and the shapes they are told in. No time is measured."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import edgechat.bench as bench_package
from edgechat.bench import _building, _llama_server, benches, run_bench
from edgechat.bench._report import HEAD, machine, report, table
from edgechat.bench._results import Bench, Goal, Result, Run, alternate, median, rounded, stretch
from edgechat.core.errors import BugError, InvalidInput
from tests.bench_shape import SHAPE

FAST = Result("fast", "tokens/s", [90, 110, 100], "other", [50, 40], Goal("ratio", ">=", 0.97))
SLOW = Result("slow", "ms", [400, 200, 300], goal=Goal("value", "<=", 299.9))
ABSENT = Result("absent", "tokens/s", [100], "not here", [], Goal("ratio", ">=", 1))
PLAIN = Result("plain", "µs", [12.3456])


def test_values_are_medians_and_the_ratio_is_theirs() -> None:
    assert (FAST.value, FAST.yardstick_value) == (100, 45)
    assert FAST.ratio == pytest.approx(100 / 45)
    assert median([]) is None and median([3, 1]) == 2


@pytest.mark.parametrize(
    ("result", "met"),
    [(FAST, True), (SLOW, False), (ABSENT, None), (PLAIN, None)],
    ids=lambda each: str(each),
)
def test_a_goal_is_met_missed_or_cannot_be_judged(result: Result, met: bool | None) -> None:
    assert result.met is met


@pytest.mark.parametrize(
    ("goal", "number", "reached"),
    [
        (Goal("ratio", ">=", 0.97), 0.97, True),
        (Goal("ratio", ">=", 0.97), 0.9699, False),
        (Goal("value", "<=", 300), 300, True),
        (Goal("value", "<=", 300), 300.1, False),
    ],
)
def test_the_limit_itself_reaches_the_goal(goal: Goal, number: float, reached: bool) -> None:
    assert goal.reached_by(number) is reached


def test_a_goal_says_what_it_is_about() -> None:
    assert str(Goal("ratio", ">=", 0.97)) == "ratio >= 0.97"
    assert str(Goal("value", "<=", 300)) == "value <= 300"


def test_the_noise_is_told() -> None:
    assert FAST.spread() == "fast: 90 to 110 in 3 tokens/s; other: 40 to 50 in 2"
    assert "not measured" in ABSENT.spread()


def test_the_rate_of_a_stretch_is_by_its_text() -> None:
    times, sizes = [0.0, 1, 2, 3, 3.5, 4], [10, 2, 3, 5, 10, 10]
    assert stretch(times, sizes, 0, 0.5) == 10 / 3  # 20 of 40 bytes; the first piece is when it began
    assert stretch(times, sizes, 0.5, 1) == 20


def test_four_digits_are_told() -> None:
    assert [rounded(each) for each in (1234.56, 0.0123456, None)] == [1235, 0.01235, None]


def test_sides_take_turns() -> None:
    order: list[str] = []
    found = alternate({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b"] * 3
    assert {name: len(each) for name, each in found.items()} == {"a": 3, "b": 3}


def document(*results: Result) -> dict[str, Any]:
    return report("some", results, before=machine())


def test_the_report_has_the_promised_shape() -> None:
    told = document(FAST, SLOW, ABSENT, PLAIN)
    jsonschema.validate(json.loads(json.dumps(told)), SHAPE)
    assert told["results"][2]["yardstick_value"] is None and told["results"][2]["ratio"] is None
    assert told["results"][1]["goal"] == "value <= 299.9"


def test_the_table_shows_every_result_and_the_machine() -> None:
    lines = table(document(FAST, SLOW, ABSENT, PLAIN)).splitlines()
    assert all(word in lines[0] for word in HEAD)
    assert [line.split()[0] for line in lines[2:6]] == ["fast", "slow", "absent", "plain"]
    assert [line.split()[-1] for line in lines[2:6]] == ["yes", "NO", "-", "-"]
    assert "cores" in lines[-1]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """A bench called ``some``; the runs it was asked for."""
    runs: list[Run] = []

    def measure(run: Run) -> Iterator[Result]:
        runs.append(run)
        (run.folder / "left").write_text("x")
        yield FAST
        yield ABSENT

    monkeypatch.setattr(bench_package, "benches", lambda: {"some": Bench("some", "for tests", measure)})
    return runs


@pytest.mark.parametrize("as_json", [True, False])
def test_only_the_report_goes_to_standard_output(
    as_json: bool, scripted: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_bench("some", quick=True, as_json=as_json, with_yardsticks=True) == 0
    out, err = capsys.readouterr()
    assert "fast: 90 to 110" in err
    assert (scripted[0].quick, scripted[0].with_yardsticks) == (True, True)
    assert not scripted[0].folder.exists()
    if as_json:
        jsonschema.validate(json.loads(out), SHAPE)
    else:
        assert out.startswith("result")


def test_an_unknown_bench_is_refused_with_those_there_are(scripted: list[Run]) -> None:
    with pytest.raises(InvalidInput, match=r"'other'.*some \(for tests\)"):
        run_bench("other", quick=True, as_json=True)


def test_quick_picks_the_small_numbers(tmp_path: Path) -> None:
    quick, full = (Run(each, False, tmp_path, print) for each in (True, False))
    assert (quick.pick(1, 2), full.pick(1, 2)) == (1, 2)


@pytest.mark.parametrize("name", sorted(benches()))
def test_every_bench_says_what_it_is(name: str) -> None:
    bench = benches()[name]
    assert bench.name == name and bench.description and callable(bench.run)


class Answer(io.BytesIO):
    """What ``http.client`` hands over, as far as it is read."""

    status = 200


def test_the_events_of_a_stream_are_read() -> None:
    raw = b'data: {"a": 1}\n\n: a remark\n\ndata: {"b": 2}\n\ndata: [DONE]\n\n'
    assert list(_llama_server._events(Answer(raw))) == [{"a": 1}, {"b": 2}]  # type: ignore[arg-type]


def test_a_yardstick_that_refuses_is_told() -> None:
    refused = Answer(b"no such model")
    refused.status = 404
    with pytest.raises(BugError, match="404"):
        list(_llama_server._events(refused))  # type: ignore[arg-type]


def test_a_yardstick_that_was_not_built_is_absent() -> None:
    assert _building.llama_server() is None


def test_the_lock_file_must_name_the_installed_engine(tmp_path: Path) -> None:
    lock = tmp_path / "app.txt"
    lock.write_text("jinja2==3 \\\n    --hash=sha256:0\nllama-cpp-python==0.0.1 \\\n    --hash=sha256:1\n")
    with pytest.raises(InvalidInput, match="does not name"):
        _building._pinned(lock)
    version = _building.importlib.metadata.version(_building.ENGINE)
    pin = f"{_building.ENGINE}=={version} \\\n    --hash=sha256:1\n    # via edgechat\n"
    lock.write_text(f"jinja2==3 \\\n    --hash=sha256:0\n{pin}zlib==1\n")
    assert _building._pinned(lock) == pin
