"""The command line as a person uses it: real processes, a real model, everything read back by others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.program import (
    ROOT,
    alive,
    awaited,
    command,
    descendants,
    engine_of,
    finished,
    messages,
    script,
    shorten_answers,
    slow,
    started,
    told,
    words_on_disk,
)

KEYS = {"conversation", "message", "model", "text", "finish_reason", "usage", "timing", "citations"}
LOST = 1.25  # seconds of an answer that a kill may cost: one is promised, the rest is a busy machine's

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def counted(text: str) -> list[int]:
    """How far a counting model came; every number once and in order."""
    numbers = [int(word) for word in text.split()]
    assert numbers == list(range(len(numbers)))
    return numbers


def test_ask_prints_one_object_and_goes_on_where_it_was(home: Path) -> None:
    shorten_answers(home, 60)
    first = told(home, "ask", "My name is Ada. Say hello.")
    assert set(first) == KEYS and first["citations"] == [] and first["text"]
    assert set(first["usage"]) == {"prompt_tokens", "completion_tokens", "total_tokens"}
    assert set(first["timing"]) == {"load_ms", "first_token_ms", "tokens_per_second"}
    second = told(home, "ask", "--conversation", first["conversation"][:6], "What is my name?")
    assert second["conversation"] == first["conversation"]
    assert second["usage"]["prompt_tokens"] > first["usage"]["total_tokens"]
    shown = messages(home, first["conversation"])
    assert [each["role"] for each in shown] == ["user", "assistant"] * 2
    assert [shown[1]["text"], shown[3]["text"]] == [first["text"], second["text"]]
    assert {each["state"] for each in shown} == {"complete"}


def test_an_answer_is_seen_while_it_is_written(home: Path, tmp_path: Path) -> None:
    model = script(tmp_path / "m.echo", text=" ".join(map(str, range(40))), delay=0.05)
    with started(home, "ask", "--model", model, "Count.") as process:
        assert process.stdout is not None
        first = process.stdout.read(8)
        assert process.poll() is None, "the answer came at its end only"
        whole = first + process.stdout.read()
        assert process.wait() == 0
    assert len(counted(whole)) == 40
    assert messages(home)[1]["text"] == whole.rstrip("\n")


def test_a_real_answer_is_seen_while_it_is_written(home: Path) -> None:
    with started(home, "ask", "Write a long story about the sea.") as process:
        assert process.stdout is not None
        assert process.stdout.read(5)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 130
    assert [each["state"] for each in messages(home)] == ["complete", "stopped"]


def test_without_streaming_it_comes_at_once(home: Path, tmp_path: Path) -> None:
    model = script(tmp_path / "m.echo", text="all of it", delay=0.05)
    assert finished(home, "ask", "--no-stream", "--model", model, "Speak.") == "all of it\n"


def test_a_question_may_be_piped_in(home: Path, tmp_path: Path) -> None:
    model = script(tmp_path / "m.echo")
    assert finished(home, "ask", "--model", model, said="piped\nwords\n") == "piped\nwords\n"
    assert finished(home, "ask", "--model", model, "asked", said="piped") == "asked\n\npiped\n"
    finished(home, "ask", "--model", model, said="  \n", code=3)
    assert len(told(home, "conversations", "list")) == 2


def test_run_is_the_runner(home: Path) -> None:
    result = told(home, "run", "smollm2-135m-instruct", "-", said='{"prompt": "Hi", "max_tokens": 3}')
    assert result["usage"]["completion_tokens"] <= 3
    refused = told(home, "run", "smollm2-135m-instruct", '{"prompt": "\\ud800"}', code=3)
    assert refused["error"]["code"] == 5004 and refused["error"]["action"]


def test_exit_codes(home: Path) -> None:
    assert told(home, "ask", "--no-such-option", code=2)["error"]
    assert told(home, "ask", "--model", "no-such-model", "Hi", code=3)["error"]["code"] == 5007
    assert told(home, "conversations", "show", "0000beef", code=3)["error"]["code"] == 1404
    assert told(home, "ask", "--conversation", "m\udcff", "Hi", code=3)["error"]["code"] == 5004
    assert told(home, "ask", "--profile", "../up", "Hi", code=3)["error"]["code"] == 5004


@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c_keeps_the_partial_answer(home: Path, tmp_path: Path, as_json: bool) -> None:
    arguments = ["ask", "--model", str(slow(tmp_path)), *(["--json"] if as_json else []), "Count."]
    with started(home, *arguments) as process:
        engine = engine_of(process.pid)
        awaited(lambda: words_on_disk(home) > 5, "the answer so far")
        os.killpg(process.pid, signal.SIGINT)
        printed, errors = process.communicate(timeout=20)
    assert process.returncode == 130 and "Traceback" not in errors
    assert not alive({engine})
    answer = messages(home)[1]
    assert answer["state"] == "stopped" and answer["finish_reason"] == "cancelled"
    assert 5 < len(counted(answer["text"])) < 3000
    assert answer["text"] in printed
    assert told(home, "ask", "--conversation", answer["conversation"], "Go on.", "--model",
                script(tmp_path / "next.echo", text="next"))["text"] == "next"  # fmt: skip


@pytest.mark.parametrize("after", [0.35, 0.7, 1.1])
def test_ctrl_c_at_any_time_is_no_fault(home: Path, after: float) -> None:
    with started(home, "ask", "Write a very long story.") as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    # Caught inside code that Python itself was making, it ends by the signal: a shell says 130 to both.
    assert process.returncode in (130, -signal.SIGINT) and "Traceback" not in errors, errors
    shown = told(home, "conversations", "list")
    assert not shown or messages(home)[-1]["state"] in ("stopped", "complete")


def test_a_reader_that_leaves(home: Path, tmp_path: Path) -> None:
    with started(home, "ask", "--model", slow(tmp_path), "Count.") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(6)
        family = descendants(process.pid)
        process.stdout.close()
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
    assert not alive(family)
    answer = messages(home)[1]
    assert answer["state"] == "stopped" and counted(answer["text"]), answer


def test_two_programs_on_one_profile(home: Path, tmp_path: Path) -> None:
    finished(home, "conversations", "list")
    model = script(tmp_path / "m.echo", delay=0.03)
    questions = [" ".join(f"{name}{number}" for number in range(40)) for name in "ab"]
    running = [
        subprocess.Popen(
            command(home, "ask", "--model", model, question), cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for question in questions
    ]  # fmt: skip
    for process, question in zip(running, questions, strict=True):
        printed, errors = process.communicate(timeout=60)
        assert (process.returncode, printed, errors) == (0, question + "\n", "")
    found = told(home, "conversations", "list")
    stored = {tuple((each["role"], each["text"], each["state"]) for each in messages(home, one["id"]))
              for one in found}  # fmt: skip
    assert stored == {(("user", each, "complete"), ("assistant", each, "complete")) for each in questions}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_killed_in_an_answer(home: Path, tmp_path: Path, how: signal.Signals) -> None:
    """Nothing is left at work, the answer is marked, and about a second of it is lost at most."""
    arrived: list[tuple[float, int]] = []
    with started(home, "ask", "--model", slow(tmp_path), "Count.") as process:
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        began = time.monotonic()
        text = ""
        while not arrived or time.monotonic() - arrived[0][0] < 2.5:
            assert time.monotonic() - began < 30, "the answer did not begin"
            text += os.read(process.stdout.fileno(), 4096).decode() if readable(process) else ""
            if text:
                arrived.append((time.monotonic(), len(text)))
            time.sleep(0.01)
        family = descendants(process.pid)
        assert len(family) == 1
        killed = time.monotonic()
        os.kill(process.pid, how)
        process.wait(10)
        awaited(lambda: not alive(family), "the end of the child", patience=3.0)
    shown = messages(home)
    assert [each["state"] for each in shown] == ["complete", "interrupted"]
    certain = max((length for at, length in arrived if at < killed - LOST), default=0)
    assert certain > 0
    assert shown[1]["text"].startswith(text[:certain].rpartition(" ")[0])
    counted(shown[1]["text"])


def readable(process: subprocess.Popen[str]) -> bool:
    import select

    return bool(select.select([process.stdout], [], [], 0)[0])


def test_a_killed_child_fails_the_answer_and_not_the_program(home: Path) -> None:
    with started(home, "ask", "Write a very long story.", "--json") as process:
        engine = engine_of(process.pid)
        awaited(lambda: words_on_disk(home) > 3, "the answer so far")
        engine.kill()
        printed, errors = process.communicate(timeout=20)
    assert process.returncode == 3 and "Traceback" not in errors
    assert '"action"' in printed and "edgechat: " in errors
    failed = messages(home)[1]
    assert failed["state"] == "failed" and failed["text"] and failed["error"]["action"]
    shorten_answers(home, 24)
    again = told(home, "ask", "--conversation", failed["conversation"], "Say yes.")
    assert again["text"] and messages(home, failed["conversation"])[-1]["state"] == "complete"
