"""The other commands, the options that hold everywhere, exit codes, and a start without heavy imports."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from edgechat import __version__
from edgechat.ai import checkup as models_checkup
from edgechat.ai.catalog import Catalog
from edgechat.ai.protocol import Device
from edgechat.cli.command import EXIT_CODES
from edgechat.cli.parser import LISTING, parse
from edgechat.cli.wording import counted
from edgechat.core import checkup
from edgechat.core.errors import DataDamaged, InvalidInput, ModelNotFound
from edgechat.core.paths import Home
from edgechat.core.settings import Settings
from tests.fakes import FakeAi
from tests.unit.cli_bench import Cli


def test_without_a_command_the_window_opens(cli: Cli) -> None:
    opened: list[tuple[str | None, str]] = []

    def open_window(home: str | None, profile: str) -> int:
        opened.append((home, profile))
        return 5

    cli.open_window = open_window
    assert cli().code == 5
    assert cli("--home", "/x", "--profile", "work").code == 5
    assert opened == [(None, "default"), ("/x", "work")]


@pytest.mark.parametrize(
    "argv",
    [
        ("--home", "/x", "--profile", "work", "conversations", "list"),
        ("conversations", "--home", "/x", "--profile", "work", "list"),
        ("conversations", "list", "--home", "/x", "--profile", "work"),
        ("--home", "/x", "conversations", "list", "--profile", "work"),
    ],
)
def test_global_options_may_stand_anywhere(cli: Cli, argv: tuple[str, ...]) -> None:
    cli(*argv)
    assert cli.opened == [("/x", "work", "cli")]


def test_help_and_version(cli: Cli) -> None:
    assert cli("--version") == (0, f"edgechat {__version__}\n", "")
    code, out, err = cli("--help")
    assert (code, err) == (0, "")
    assert all(f"{number} " in out and meaning in out for number, meaning in EXIT_CODES)


@pytest.mark.parametrize(
    "argv", [("frob",), ("ask", "--frob"), ("models", "frob"), ("conversations", "show"), ("run",)]
)
def test_a_wrong_command_line(cli: Cli, argv: tuple[str, ...]) -> None:
    code, out, err = cli(*argv)
    assert (code, out) == (2, "")
    assert "--help" in err
    code, out, _ = cli(*argv, "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == InvalidInput.code


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999"])
def test_a_wrong_limit(cli: Cli, number: str) -> None:
    code, _, err = cli("conversations", "list", "--limit", number)
    assert code == 2 and f"{number!r} is not a number from 1 to 100,000" in err


def test_what_is_too_much_is_told_with_the_help_of_its_command(cli: Cli) -> None:
    err = cli("conversations", "export", "--output", "x").err
    assert "--output" in err and "See: edgechat conversations export --help" in err


def test_the_help_of_a_command_is_a_sentence(cli: Cli) -> None:
    assert "Run a model on JSON inputs" in cli("run", "--help").out


def test_a_file_of_another_kind_is_told_from_none(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.touch()
    with pytest.raises(ModelNotFound, match="not a GGUF file"):
        Catalog(Home(tmp_path)).find(str(other))
    with pytest.raises(ModelNotFound, match="There is no model"):
        Catalog(Home(tmp_path)).find(str(tmp_path / "none"))


@pytest.mark.parametrize("name", LISTING)
def test_a_command_of_lists_lists_when_nothing_else_is_asked(
    cli: Cli, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parse([name]) == parse([name, "list"])
    assert parse([name, "--json"]) == parse([name, "list", "--json"])
    around = ["--home", name, "--profile=x", name, "--home", "list"]
    assert parse([*around, "--json"]) == parse(["--profile=x", name, "list", "--home", "list", "--json"])
    assert "Without ACTION: list." in cli(name, "--help").out
    code, _, err = cli(name, "--frob")
    assert code == 2 and f"See: edgechat {name} list --help" in err


def test_other_actions_and_words_stay_what_they_are(cli: Cli) -> None:
    assert parse(["--prof", "documents", "documents", "--prof", "x", "show", "a"]).document == "a"
    assert parse(["ask", "documents"]).question == ["documents"]
    assert parse(["reports", "show", "latest"]).report == "latest"
    assert cli("conversations").code == 0 and "No conversations yet" in cli("conversations").err
    assert json.loads(cli("conversations", "--json", "--limit", "3").out) == []


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1200, "1,200 pages")]
)
def test_what_is_counted_is_one_or_many(number: int, told: str) -> None:
    assert counted(number, "page") == told
    assert counted(number, "query", "queries").endswith("query" if number == 1 else "queries")


def test_our_own_fault(cli: Cli) -> None:
    cli.failure = ZeroDivisionError("oops")
    code, out, err = cli("models", "list", "--json")
    assert code == 1
    assert json.loads(out)["error"]["code"] == 1000
    assert "Traceback" in err
    assert "report it" in err


def test_ctrl_c_elsewhere(cli: Cli) -> None:
    cli.failure = KeyboardInterrupt()
    assert cli("models", "list").code == 130


def test_conversations_are_listed_and_shown(cli: Cli, fake_ai: FakeAi) -> None:
    assert "No conversations yet" in cli("conversations", "list").err
    fake_ai.replies.extend(["Four.", ["Fi", "ve."]])
    cli("ask", "Two and two?")
    cli("ask", "Two and three?")
    _, out, _ = cli("conversations", "list")
    assert out.index("Two and three?") < out.index("Two and two?")
    assert len(cli("conversations", "list", "--limit", "1").out.splitlines()) == 2
    newest = json.loads(cli("conversations", "list", "--json").out)[0]
    assert newest["message_count"] == 2
    shown = cli("conversations", "show", newest["id"][:6]).out
    assert "Two and three?" in shown
    assert "Five." in shown
    document = json.loads(cli("conversations", "show", newest["id"], "--json").out)
    assert [message["text"] for message in document["messages"]] == ["Two and three?", "Five."]
    assert document["messages"][1]["usage"]["total_tokens"] == 8
    assert cli("conversations", "show", "ffffffff").code == 3


def test_titles_cannot_break_the_table(cli: Cli) -> None:
    cli.edge.chat.create(title="a\nb\x1b[2Jc")
    assert len(cli("conversations", "list").out.splitlines()) == 2
    assert "\x1b" not in cli("conversations", "list").out


def test_models_are_listed(cli: Cli) -> None:
    assert "small" in cli("models", "list").out
    [model] = json.loads(cli("models", "list", "--json").out)
    assert (model["id"], model["state"], model["context"]) == ("small", "installed", 2048)


def test_a_measurement_is_asked_for(cli: Cli) -> None:
    asked: list[tuple[str, dict[str, bool]]] = []

    def benches(name: str, **how: bool) -> int:
        asked.append((name, how))
        return 0

    cli.benches = benches
    assert cli("bench", "chat", "--quick", "--json").code == 0
    assert cli("bench", "startup", "--with-yardsticks").code == 0
    assert asked == [
        ("chat", {"quick": True, "as_json": True, "with_yardsticks": False}),
        ("startup", {"quick": False, "as_json": False, "with_yardsticks": True}),
    ]


@pytest.fixture
def healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing is missing, whatever this one lacks."""
    monkeypatch.setattr(checkup, "_loads", lambda library: True)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.2.3")
    monkeypatch.setenv("DISPLAY", ":9")


def doctor(cli: Cli, home: Path) -> tuple[int, dict[str, dict[str, str]]]:
    code, out, _ = cli("doctor", "--json", "--home", str(home))
    document = json.loads(out)
    assert document["version"] == __version__
    assert document["ok"] == (code == 0)
    return code, {check["name"]: check for check in document["checks"]}


@pytest.mark.usefixtures("healthy")
def test_the_doctor_finds_a_healthy_machine(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "small.gguf"
    file.write_bytes(b"x")
    cli.edge.listed = [replace(cli.edge.listed[0], path=str(file))]
    cli.edge.devices = (Device("CUDA0", "Big card", "gpu", 8 << 30, 9 << 30),)
    code, found = doctor(cli, tmp_path)
    assert code == 0
    assert found["Display"]["state"] == "ok"
    assert "Big card" in found["GPU"]["detail"]
    assert found["Model small"]["detail"] == str(file)
    assert found["Models folder"]["detail"] == str(cli.edge.profile.home.models)
    assert "works" in cli("doctor", "--home", str(tmp_path)).out


@pytest.mark.usefixtures("healthy")
def test_the_doctor_names_what_is_wrong(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> NoReturn:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    monkeypatch.setattr(checkup, "_loads", lambda library: "xcb" not in library)
    monkeypatch.setattr(checkup, "FREE_DISK", 1 << 62)
    monkeypatch.setattr(models_checkup, "FREE_MEMORY", 1 << 62)
    (tmp_path / "file").touch()
    cli.edge.listed = [replace(cli.edge.listed[0], state="damaged")]
    code, found = doctor(cli, tmp_path / "file" / "home")
    assert code == 3
    failed = {name for name, check in found.items() if check["state"] == "fail"}
    assert failed == {"llama.cpp", "Qt", "Data folder", "Model small"}
    warned = {name for name, check in found.items() if check["state"] == "warn"}
    assert warned == {"Disk", "Memory", "GPU"} | ({"Display"} if sys.platform == "linux" else set())
    assert "processor" in found["GPU"]["detail"]


def test_settings_that_could_not_be_read_are_told(cli: Cli) -> None:
    file = cli.edge.profile.settings
    file.write_text('{"engine.threads": 1')
    cli.edge.settings = Settings(file)
    done = cli("conversations", "list", "--json")
    assert done.code == 0 and json.loads(done.out) == []
    assert "could not be read" in done.err and str(file.with_suffix(".damaged.json")) in done.err
    assert file.with_suffix(".damaged.json").read_text() == '{"engine.threads": 1'


@pytest.mark.usefixtures("healthy")
def test_the_doctor_survives_a_damaged_profile(cli: Cli, tmp_path: Path) -> None:
    cli.failure = DataDamaged("The file profile.db is damaged.", "Restore it.")
    code, found = doctor(cli, tmp_path)
    assert code == 3
    assert "damaged" in found["Profile"]["detail"]


def test_a_model_file_is_compared_with_its_sum(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"abc")
    right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert models_checkup._sum_check("m", file, right).state == "ok"
    assert models_checkup._sum_check("m", file, "0" * 64).state == "fail"
    assert models_checkup._sum_check("m", tmp_path / "absent", right).state == "fail"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom edgechat.cli.main import main\n"
        "main(['--help'], None, open_window=None, benches=None)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    # Not measured for coverage: the measuring itself loads half of the library.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30, env=bare
    )
    heavy = {
        "PySide6",
        "llama_cpp",
        "apsw",
        "msgspec",
        "numpy",
        "tqdm",
        "psutil",
        "edgechat.edge",
        "dataclasses",
    }
    assert not heavy & set(done.stderr.split())
