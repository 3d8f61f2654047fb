"""``edgechat ask``: the question's sources, the forms of the answer, Ctrl-C, broken pipes, failures."""

from __future__ import annotations

import _thread
import errno
import io
import json
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

import edgechat
from edgechat.ai.values import ModelStatus
from edgechat.cli.console import Console
from edgechat.cli.loading import loading_bar
from edgechat.cli.wording import MY_DOCUMENTS
from edgechat.core.errors import Busy, EngineCrashed, QuotaExceeded
from edgechat.core.events import Events
from edgechat.library.citing import Passage
from tests.fakes import FakeAi, FakeFinding, Stall
from tests.unit.cli_bench import Cli


def question(fake_ai: FakeAi) -> str:
    return fake_ai.prompt()[-1][1]


def test_the_answer_is_printed_as_it_comes(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Hello", " you."])
    assert cli("ask", "Hi there") == (0, "Hello you.\n", "")
    assert question(fake_ai) == "Hi there"
    assert cli.opened == [(None, "default", "cli")]
    assert cli.edge.closed


def test_words_without_quotes_are_one_question(cli: Cli, fake_ai: FakeAi) -> None:
    cli("ask", "How", "are", "you?")
    assert question(fake_ai) == "How are you?"


def test_piped_text_is_the_question_or_appended_to_it(cli: Cli, fake_ai: FakeAi) -> None:
    cli("ask", stdin="\ufeffWhat is ä?\n".encode())
    assert question(fake_ai) == "What is ä?"
    for encoding in ("utf-16", "utf-32"):
        cli("ask", "Translate:", stdin="Grüße, 你好\r\n".encode(encoding))
        assert question(fake_ai) == "Translate:\n\nGrüße, 你好", encoding
    cli("ask", stdin=b"one stray byte \xff in a log" + b", which is long" * 10)
    assert question(fake_ai).startswith("one stray byte \ufffd in a log, which is long")
    assert cli("ask", "Hi", stdin=b"").code == 0


@pytest.mark.parametrize(
    "piped",
    [
        b"\xff\xfe\x00bad",
        b"a\0b",
        b"\xff\xfea\0b",
        "Grüße aus Köln".encode("cp1252"),
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(60),
    ],
)
def test_piped_bytes_that_are_no_text_are_refused(cli: Cli, fake_ai: FakeAi, piped: bytes) -> None:
    code, out, err = cli("ask", "x", stdin=piped)
    assert (code, out) == (3, "") and "What came on standard input is not text in UTF-8 or UTF-16." in err
    assert not fake_ai.calls and not cli.edge.chat.conversations()


def test_no_question_is_refused(cli: Cli, fake_ai: FakeAi) -> None:
    cli.be_terminal("stdin")
    code, out, err = cli("ask", stdin=b"never read")
    assert (code, out) == (3, "")
    assert "There is no question" in err
    assert not fake_ai.calls


def test_too_much_input_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgechat.cli.console.INPUT_LIMIT", 10)
    assert cli("ask", stdin=b"x" * 11).code == 3


def test_json_is_one_object(cli: Cli) -> None:
    code, out, err = cli("ask", "Hi", "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert list(document) == [
        "conversation", "message", "model", "text", "finish_reason", "usage", "timing", "citations",
    ]  # fmt: skip
    assert document["text"] == "Yes."
    assert document["model"] == "small"
    assert document["finish_reason"] == "stop"
    assert document["usage"] == {"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8}
    assert document["timing"] == {"load_ms": 0.0, "first_token_ms": 1.5, "tokens_per_second": 50.0}
    assert document["citations"] == []
    stored = cli.edge.chat.messages(document["conversation"])
    assert [message.id for message in stored][-1] == document["message"]


def test_a_conversation_is_continued(cli: Cli, fake_ai: FakeAi) -> None:
    first = json.loads(cli("ask", "One", "--json", "--system", "Be brief.").out)
    second = json.loads(cli("ask", "Two", "--json", "--conversation", first["conversation"][:6]).out)
    assert second["conversation"] == first["conversation"]
    assert [role for role, _ in fake_ai.prompt()] == ["system", "user", "assistant", "user"]


def test_the_whole_answer_at_once(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["a", "b\n"])
    assert cli("ask", "Hi", "--no-stream").out == "ab\n"


def test_control_characters_are_shown_on_a_terminal_only(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.extend([["\x1b[2J\tä\r\x9b"], ["\x1b[2J"]])
    cli.be_terminal("stdout")
    assert cli("ask", "Hi").out == "\\x1b[2J\tä\\x0d\\x9b\n"
    cli.be_terminal()
    assert cli("ask", "Hi").out == "\x1b[2J\n"


def test_a_terminal_is_told_how_to_go_on(cli: Cli) -> None:
    cli.be_terminal("stderr")
    assert "ask --conversation " in cli("ask", "Hi").err


def interrupt_at(*stalls: Stall) -> threading.Thread:
    """Press Ctrl-C each time the answer has come to one of ``stalls``."""

    def press() -> None:
        for stall in stalls:
            assert stall.reached.wait(5)
            _thread.interrupt_main()

    thread = threading.Thread(target=press)
    thread.start()
    return thread


@pytest.mark.parametrize("as_json", [True, False])
def test_ctrl_c_keeps_the_partial_answer(cli: Cli, fake_ai: FakeAi, as_json: bool) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall, " an answer"])
    presser = interrupt_at(stall)
    code, out, _ = cli("ask", "Hi", *(["--json"] if as_json else []))
    presser.join()
    assert code == 130
    assert (json.loads(out)["finish_reason"] if as_json else out) == ("cancelled" if as_json else "Half\n")
    [place] = cli.edge.chat.conversations()
    answer = cli.edge.chat.messages(place.id)[-1]
    assert (answer.text, answer.state) == ("Half", "stopped")


def test_ctrl_c_before_the_answer_begins(cli: Cli, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append([stall, "never"])
    presser = interrupt_at(stall)
    code, out, _ = cli("ask", "Hi", "--json")
    presser.join()
    assert code == 130
    assert json.loads(out)["text"] == ""


class _Gone(io.StringIO):
    """What ``| head`` leaves behind."""

    def write(self, text: str) -> int:
        raise OSError(self.number, "gone")

    number = errno.EPIPE


def test_a_broken_pipe_ends_quietly(cli: Cli, fake_ai: FakeAi, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ai.replies.append(["a", "b", Stall(), "c"])
    monkeypatch.setattr(sys, "stdout", _Gone())
    code, _, err = cli("ask", "Hi")
    assert (code, err) == (0, "")
    [place] = cli.edge.chat.conversations()
    assert cli.edge.chat.messages(place.id)[-1].state == "stopped"


def test_a_full_disk_behind_the_output_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    out = _Gone()
    out.number = errno.ENOSPC
    monkeypatch.setattr(sys, "stdout", out)
    code, _, err = cli("ask", "Hi")
    assert code == 3
    assert "cannot be written" in err


def test_a_failure_on_the_way_is_told(cli: Cli, fake_ai: FakeAi) -> None:
    crash = EngineCrashed("The model process died.", "Try again.")
    fake_ai.replies.extend([["Half ", crash], ["Half ", crash]])
    code, out, err = cli("ask", "Hi")
    assert (code, out) == (3, "Half ")
    assert "died" in err
    code, out, err = cli("ask", "Hi", "--json")
    assert code == 3
    assert json.loads(out) == {
        "error": {"code": 3043, "message": "The model process died.", "action": "Try again."}
    }


@pytest.mark.parametrize("error", [QuotaExceeded("Enough.", "Wait."), Busy("Full.", "Wait.")])
def test_limits_have_their_own_exit_code(cli: Cli, fake_ai: FakeAi, error: Exception) -> None:
    fake_ai.replies.append(error)
    assert cli("ask", "Hi").code == 4


def test_an_unknown_model_or_conversation(cli: Cli) -> None:
    assert cli("ask", "Hi", "--model", "nope").code == 3
    code, out, _ = cli("ask", "Hi", "--conversation", "ffffffff", "--json")
    assert code == 3
    assert json.loads(out)["error"]["code"] == 1404


def test_a_bar_shows_the_loading(cli: Cli, events: Events, capsys: pytest.CaptureFixture[str]) -> None:
    cli.be_terminal("stderr")
    with loading_bar(Console(), events):
        for progress in (0.0, 0.5, 1.0):
            events.publish(ModelStatus("loading", "small", progress))
        events.publish(ModelStatus("ready", "small"))
    events.publish(ModelStatus("loading", "other", 0.1))
    err = capsys.readouterr().err
    assert "Loading small" in err
    assert "other" not in err


def test_no_bar_where_nobody_sees_it(cli: Cli, events: Events, capsys: pytest.CaptureFixture[str]) -> None:
    cli.be_terminal()
    with loading_bar(Console(), events):
        events.publish(ModelStatus("loading", "small", 0.5))
    assert capsys.readouterr().err == ""


def test_a_slip_in_the_models_name_begins_no_conversation(cli: Cli) -> None:
    code, out, err = cli("ask", "Hi", "--model", "smal")
    assert (code, out) == (3, "") and "no model 'smal'" in err
    assert cli.edge.chat.conversations() == []


def test_the_conversation_keeps_the_whole_name_of_its_model(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = replace(cli.edge.ai.resolve("small"), id="/models/small.gguf")
    monkeypatch.setattr(cli.edge.ai, "resolve", lambda named: whole)
    cli("ask", "Hi", "--model", "small.gguf")
    [kept] = cli.edge.chat.conversations()
    assert kept.model == "/models/small.gguf"


LEASE = Passage(1, "d1", "lease.pdf", 3, 10, 44, "The notice period is three months.")


def look_up(cli: Cli, *found: Passage) -> FakeFinding:
    finding = FakeFinding(*found)
    cli.edge.chat._finding = finding
    return finding


def test_an_answer_from_documents_says_where_from(cli: Cli, fake_ai: FakeAi) -> None:
    finding = look_up(cli, LEASE)
    fake_ai.replies.append("The notice period is three months [9].")
    code, out, err = cli("ask", "How long is the notice period?", "--collection", "Home")
    assert (code, out) == (0, "The notice period is three months. [1]\n")
    assert err == "[1] lease.pdf, page 3: The notice period is three months.\n"
    assert finding.asked == [("How long is the notice period?", ("Home",), ())]


def test_a_collection_that_is_not_there_is_not_answered_without(cli: Cli, fake_ai: FakeAi) -> None:
    code, out, err = cli("ask", "How long?", "--collection", "Hom")
    assert (code, out) == (3, "")
    assert err == "edgechat: There is no collection 'Hom'. There are: Home.\n"
    assert not fake_ai.calls and not cli.edge.chat.conversations()


def test_citations_are_told_as_json(cli: Cli, fake_ai: FakeAi) -> None:
    look_up(cli, LEASE)
    fake_ai.replies.append("The notice period is three months.")
    out = cli("ask", "How long is the notice period?", "--collection", "Home", "--json").out
    assert json.loads(out)["citations"] == [
        {
            "marker": "[1]",
            "document": "d1",
            "name": "lease.pdf",
            "page": 3,
            "start": 10,
            "end": 44,
            "quote": "The notice period is three months.",
        }
    ]


def test_documents_without_an_answer_are_told(cli: Cli) -> None:
    look_up(cli)
    err = cli("ask", "How long is the notice period?", "--collection", "Home").err
    assert "Nothing in the documents bears on this question" in err


def test_the_windows_name_of_the_collection_that_nobody_named_is_known(cli: Cli) -> None:
    assert cli("ask", "Hi", "--collection", "my documents").code == 3, "nothing was added yet"
    cli.edge.shelves.append("default")
    assert "There are: Home, default (My documents)." in cli("ask", "Hi", "--collection", "Mine").err
    told = json.loads(cli("ask", "Hi", "--collection", "my documents", "--json").out)
    assert cli.edge.chat.conversation(told["conversation"]).collections == ("default",)
    words = (Path(edgechat.__file__).parent / "desktop" / "document_words.py").read_text("utf-8")
    assert f'DEFAULT_COLLECTION: _tr("{MY_DOCUMENTS}")' in words
