"""``edgechat conversations``: searched, exported, imported, named, pinned, deleted and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgechat.core.errors import DataNewer, DataUnwritable, InvalidInput, NotFound
from tests.fakes import FakeAi
from tests.unit.cli_bench import Cli


@pytest.fixture
def two(cli: Cli, fake_ai: FakeAi) -> tuple[str, str]:
    """Two conversations, by id."""
    fake_ai.replies.extend(["Four kettles.", "Five."])
    first = cli.edge.chat.send("Two and two?").conversation
    return first, cli.edge.chat.send("Two and three?").conversation


def error_code(out: str) -> int:
    return int(json.loads(out)["error"]["code"])


def test_search_tells_where(cli: Cli, two: tuple[str, str]) -> None:
    code, out, _ = cli("conversations", "search", "kett")
    assert code == 0
    assert two[0][:8] in out and "Four kettles." in out and "model" in out
    [hit] = json.loads(cli("conversations", "search", "kett", "--json").out)
    assert (hit["conversation"], hit["snippet"], hit["marks"]) == (two[0], "Four kettles.", [[5, 9]])
    assert len(json.loads(cli("conversations", "search", "two", "--limit", "3", "--json").out)) == 3
    code, out, err = cli("conversations", "search", '"NEAR(')
    assert (code, out) == (0, "") and "Nothing was found" in err


def test_search_names_other_branches(cli: Cli, two: tuple[str, str]) -> None:
    cli.edge.chat.regenerate(cli.edge.chat.messages(two[0])[1].id)
    assert "(on another branch) Four kettles." in cli("conversations", "search", "kettles").out


def test_export_prints(cli: Cli, two: tuple[str, str]) -> None:
    code, out, err = cli("conversations", "export", two[0][:6])
    assert (code, err) == (0, "") and out.startswith("# Two and two?\n") and "Four kettles." in out
    assert "<!DOCTYPE html>" in cli("conversations", "export", two[0], "--format", "html").out
    document = json.loads(cli("conversations", "export", *two, two[0], "--format", "json", "--json").out)
    assert [each["id"] for each in document["conversations"]] == list(two)
    told = json.loads(cli("conversations", "export", two[0], "--json").out)
    assert told["format"] == "md" and told["text"].startswith("# Two")


def test_export_writes_one_file_or_a_folder(cli: Cli, two: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, out, err = cli("conversations", "export", *two, "--out", str(page))
    assert (code, out) == (0, "") and str(page) in err
    assert page.read_text("utf-8").count("<article>") == 2
    told = cli("conversations", "export", "--all", "--out", str(tmp_path), "--format", "json", "--json").out
    assert sorted(json.loads(told)["files"]) == [
        str(tmp_path / "Two and three.json"),
        str(tmp_path / "Two and two.json"),
    ]


def test_export_writes_over_nothing_unasked(cli: Cli, two: tuple[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "Two and three.md"
    kept.write_text("mine")
    code, out, err = cli("conversations", "export", "--all", "--out", str(tmp_path), "--json")
    assert (code, error_code(out)) == (3, InvalidInput.code) and "--force" in err
    assert kept.read_text() == "mine" and list(tmp_path.glob("*.md")) == [kept]
    assert cli("conversations", "export", "--all", "--out", str(tmp_path), "--force").code == 0
    assert kept.read_text("utf-8").startswith("# Two and three?")
    assert len(list(tmp_path.iterdir())) == 3  # with the home folder of the test; no parts left


def test_a_link_is_not_followed_and_a_bad_place_is_told(
    cli: Cli, two: tuple[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "target"
    (tmp_path / "link.md").symlink_to(target)
    assert cli("conversations", "export", two[0], "--out", str(tmp_path / "link.md")).code == 3
    assert not target.exists()
    code, out, _ = cli("conversations", "export", two[0], "--out", str(tmp_path / "no" / "x.md"), "--json")
    assert (code, error_code(out)) == (3, DataUnwritable.code)


@pytest.mark.parametrize("argv", [(), ("--all", "abcd")])
def test_export_of_nothing_named_is_a_wrong_command_line(cli: Cli, argv: tuple[str, ...]) -> None:
    assert cli("conversations", "export", *argv).code == 2


def test_import_brings_copies_in(cli: Cli, two: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    cli("conversations", "export", *two, "--out", str(file))
    made = json.loads(cli("conversations", "import", str(file), "--json").out)
    assert [each["title"] for each in made] == ["Two and two?", "Two and three?"]
    assert not {each["id"] for each in made} & set(two)
    assert "Two and two?" in cli("conversations", "import", str(file)).out
    assert len(json.loads(cli("conversations", "list", "--json").out)) == 6


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (None, NotFound),
        (b"{}", InvalidInput),
        (b'{"format": "edgechat-conversations", "version": 9}', DataNewer),
    ],
)
def test_import_refuses_in_a_sentence(
    cli: Cli, tmp_path: Path, content: bytes | None, kind: type[NotFound]
) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_bytes(content)
    code, out, err = cli("conversations", "import", str(file), "--json")
    assert (code, error_code(out)) == (3, kind.code)
    assert "Traceback" not in err
    assert json.loads(cli("conversations", "list", "--json").out) == []


def test_delete_says_how_to_undo(cli: Cli, two: tuple[str, str]) -> None:
    assert cli("conversations", "delete", two[0], "ffff").code == 3
    assert len(json.loads(cli("conversations", "list", "--json").out)) == 2
    code, out, err = cli("conversations", "delete", two[0][:8], two[0])
    assert (code, out) == (0, "")
    assert err.count("restore") == 1
    assert [each["id"] for each in json.loads(cli("conversations", "list", "--json").out)] == [two[1]]
    [deleted] = json.loads(cli("conversations", "list", "--deleted", "--json").out)
    assert deleted["id"] == two[0]
    assert "is back" in cli(*err.split("edgechat ")[1].split()).err
    assert len(json.loads(cli("conversations", "list", "--json").out)) == 2
    assert "No deleted" in cli("conversations", "list", "--deleted").err
    assert cli("conversations", "restore", two[0]).code == 3
    assert json.loads(cli("conversations", "delete", *two, "--json").out)[1]["id"] == two[1]
    assert json.loads(cli("conversations", "restore", two[1], "--json").out)["deleted_at"] is None


def test_too_few_letters_of_an_id_are_told_as_that(cli: Cli, two: tuple[str, str]) -> None:
    code, _, err = cli("conversations", "delete", two[0][:2])
    assert code == 3 and f"'{two[0][:2]}' is too short for an id. Give at least 4 characters of it." in err
    assert len(json.loads(cli("conversations", "list", "--json").out)) == 2


def test_rename_and_pin(cli: Cli, two: tuple[str, str]) -> None:
    assert '"Sums"' in cli("conversations", "rename", two[0], "Sums").err
    renamed = json.loads(cli("conversations", "rename", two[0], " More\nsums ", "--json").out)
    assert (renamed["title"], renamed["titled_by"]) == ("More sums", "person")
    assert cli("conversations", "rename", two[0], " ").code == 3
    long = json.loads(cli("conversations", "rename", two[0], "word " * 600, "--json").out)
    assert len(long["title"]) <= 200 and long["title"].endswith("word…")
    assert "is pinned" in cli("conversations", "pin", two[0]).err
    assert json.loads(cli("conversations", "list", "--json").out)[0]["id"] == two[0]
    assert json.loads(cli("conversations", "pin", two[0], "--off", "--json").out)["pinned"] is False
    assert "no longer pinned" in cli("conversations", "pin", two[0], "--off").err


def test_context_tells_what_the_model_sees(cli: Cli, fake_ai: FakeAi) -> None:
    cli.edge.settings.set("chat.max_tokens", 64)
    fake_ai.size = 300
    place = cli.edge.chat.send("One. " + "word " * 40).conversation
    for _ in range(9):
        cli.edge.chat.send("More. " + "word " * 40, conversation=place)
    told = json.loads(cli("conversations", "context", place[:8], "--json").out)
    assert told["window"] == 300 and told["folded"] and told["used"] <= 300
    text = cli("conversations", "context", place[:8]).out
    assert "folded into a summary" in text and "The summary" in text


def test_a_failed_answer_is_shown_with_its_reason(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(InvalidInput("The prompt is too odd.", "Ask otherwise."))
    cli("ask", "Hi")
    [place] = cli.edge.chat.conversations()
    shown = cli("conversations", "show", place.id).out
    assert "(failed)\nThe prompt is too odd. Ask otherwise.\n" in shown


def test_the_list_tells_which_are_pinned(cli: Cli, two: tuple[str, str]) -> None:
    cli("conversations", "pin", two[0])
    first, second = cli("conversations", "list").out.splitlines()[1:]
    assert first.startswith(two[0][:8]) and first.endswith(" (pinned)")
    assert not second.endswith("(pinned)")


def test_only_a_deleted_one_is_brought_back(cli: Cli, two: tuple[str, str]) -> None:
    assert "no deleted conversation" in cli("conversations", "restore", two[0]).err


def test_a_message_is_deleted_and_brought_back(cli: Cli, two: tuple[str, str]) -> None:
    answer = cli.edge.chat.messages(two[0])[1]
    code, out, err = cli("conversations", "delete-message", answer.id)
    assert (code, out) == (0, "") and [each.role for each in cli.edge.chat.messages(two[0])] == ["user"]
    assert "is back" in cli(*err.split("edgechat ")[1].split()).err
    assert cli.edge.chat.messages(two[0])[1] == answer
    assert cli("conversations", "restore-message", answer.id).code == 3
    told = json.loads(cli("conversations", "delete-message", answer.id, "--json").out)
    assert (told["id"], told["message_count"]) == (two[0], 1)


def test_parts_tell_their_kind(cli: Cli, fake_ai: FakeAi) -> None:
    shown = json.loads(cli("ask", "Hi", "--json").out)["conversation"]
    document = json.loads(cli("conversations", "show", shown, "--json").out)
    assert [part["type"] for message in document["messages"] for part in message["parts"]] == ["text", "text"]
