"""``edgechat add``, ``search``, ``documents`` and ``exam`` as they are typed, with the real library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edgechat.cli.main import main
from edgechat.edge import open_edge

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    def run(*argv: str) -> tuple[int, str, str]:
        code = main(
            ["--home", str(tmp_path / "home"), *argv],
            open_edge,
            open_window=lambda home, profile: 0,
            benches=lambda name, **_: 0,
        )
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "bees.txt").write_text("Bees dance to tell where flowers are.")
    (folder / "empty.txt").write_text("")
    return folder


def document(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1])


def test_add_tells_what_became_of_each_file(typed: Typed, papers: Path) -> None:
    code, out, err = typed("add", str(papers), "--collection", "nature")
    assert (code, out) == (0, "1 indexed, 1 empty (1 page, 1 chunk)\n")
    assert "empty.txt: empty." in err and "bees.txt" not in err
    told = document(typed("add", str(papers), "--json"))["documents"]
    assert [(each["name"], each["state"]) for each in told] == [
        ("bees.txt", "indexed"),
        ("empty.txt", "empty"),
    ]
    assert typed("add", str(papers / "empty.txt"))[0] == 3


def test_a_path_that_is_missing_does_not_keep_the_others_out(typed: Typed, papers: Path) -> None:
    bees, nowhere = str(papers / "bees.txt"), str(papers / "no" / "where.pdf")
    code, out, err = typed("add", nowhere, bees, "--collection", "Two")
    assert code == 3 and out.startswith("1 indexed (1 page") and len(err.splitlines()) == 1
    assert err == f"{nowhere} is not there. Check the path.\n"
    told = json.loads(typed("add", bees, nowhere, "--json")[1])
    assert [each["name"] for each in told["documents"]] == ["bees.txt"]
    assert told["unreadable"] == [
        {"path": nowhere, "reason": f"{nowhere} is not there.", "action": "Check the path."}
    ]
    code, out, _ = typed("add", nowhere, "--json")
    assert code == 3 and len(json.loads(out)["unreadable"]) == 1


def test_folders_that_cannot_be_read_are_named(typed: Typed, papers: Path) -> None:
    deep = papers
    for _ in range(102):  # nobody may go as deep, not even an administrator
        deep /= "d"
    deep.mkdir(parents=True)
    (papers / "away").symlink_to("/tmp")
    code, out, err = typed("add", str(papers))
    assert code == 0 and out.startswith("1 indexed")
    assert f"{deep.parent}: The folder d cannot be read: it lies too deep." in err
    assert "Links are not followed: away" in err
    told = document(typed("add", str(papers), "--json"))
    assert told["unreadable"] == [
        {
            "path": str(deep.parent),
            "reason": "The folder d cannot be read: it lies too deep.",
            "action": "Add it by itself.",
        }
    ]
    assert told["links"] == ["away"]
    assert typed("add", str(papers / "d"))[0] == 3, "nothing could be read at all"


def test_a_damaged_library_is_told_once_and_goes_on(typed: Typed, papers: Path, tmp_path: Path) -> None:
    typed("add", str(papers))
    file = tmp_path / "home" / "profiles" / "default" / "library.db"
    file.write_bytes(file.read_bytes()[:5000])
    code, out, err = typed("documents", "list", "--json")
    assert code == 0 and {each["state"] for each in json.loads(out)} == {"queued", "empty"}
    assert "made anew from the vault" in err and "The damaged file is kept: " in err
    code, out, err = typed("documents", "list")
    assert code == 0 and "kept" not in err


def test_check_covers_documents(typed: Typed, papers: Path, tmp_path: Path) -> None:
    root = tmp_path / "home" / "profiles" / "default"
    typed("add", str(papers))
    told = document(typed("check", "--json"))["library"]
    assert told["ok"] and (told["documents"], told["contents"], told["missing"]) == (2, 2, [])
    content = next(each for each in root.glob("vault/*/*") if each.stat().st_size)
    content.write_bytes(b"other")
    code, out, _ = typed("check")
    assert code == 3 and "bees.txt" in out and "has changed in the vault. Add the file again." in out
    listed = document(typed("documents", "list", "--json"))
    assert [each["action"] for each in listed if each["name"] == "bees.txt"] == ["Add the file again."]
    code, out, _ = typed("check", "--repair")
    assert code == 0 and "1 content came back" in out and "that had changed is kept: " in out
    assert typed("check")[0] == 0
    content.unlink()
    (papers / "bees.txt").unlink()
    code, out, _ = typed("check", "--repair")
    assert code == 3 and "1 document has lost its content: add this file again." in out


def test_check_repairs_a_damaged_library_and_reads_it_again(
    typed: Typed, papers: Path, tmp_path: Path
) -> None:
    typed("add", str(papers))
    file = tmp_path / "home" / "profiles" / "default" / "library.db"
    data = bytearray(file.read_bytes())
    data[4096 * 4 : 4096 * 8] = bytes(4096 * 4)
    file.write_bytes(data)
    code, out, _ = typed("check")
    assert code == 3 and "Damage: " in out and "edgechat check --repair" in out
    assert file.read_bytes() == data, "looking changes nothing"
    told = document(typed("check", "--repair", "--json"))["library"]
    assert told["repaired"]["healed"]["kept"] and told["waiting"] == 0
    assert document(typed("search", "flowers", "--json"))["passages"]
    assert typed("check")[0] == 0


def test_search_gives_places(typed: Typed, papers: Path) -> None:
    typed("add", str(papers))
    told = document(typed("search", "where", "are", "flowers", "--json"))
    (hit,) = told["passages"]
    assert told["how"] == "hybrid"
    assert (hit["name"], hit["page"], hit["start"], hit["end"]) == ("bees.txt", None, 0, 37)
    assert hit["text"] == "Bees dance to tell where flowers are." and set(hit["scores"]) == {"bm25", "cosine"}
    assert "bees.txt" in typed("search", "flowers")[1]
    assert "Nothing was found." in typed("search", "flowers -bees")[2]
    assert typed("search", "x", "--collection", "nowhere")[0] == 3


def test_a_search_says_when_no_passage_has_any_of_the_words(typed: Typed, papers: Path) -> None:
    typed("add", str(papers))
    code, out, err = typed("search", "xyzzyqwerty", "plughfrotz")
    assert code == 0 and "bees.txt" in out, "what is nearest is shown all the same"
    assert err == "No passage has any of these words; these are the nearest by meaning.\n"
    assert document(typed("search", "xyzzyqwerty", "--json"))["by_meaning_alone"] is True
    for query in ("flowers", "xyzzyqwerty flowers", "xyzzyqwerty -flowers -bees"):
        assert "No passage" not in typed("search", *query.split())[2], query
        assert document(typed("search", query, "--json"))["by_meaning_alone"] is False


def test_the_collection_that_nobody_named_goes_by_the_name_it_has_in_the_window(
    typed: Typed, papers: Path
) -> None:
    assert (
        document(typed("add", str(papers), "--collection", "my Documents ", "--json"))["documents"][0][
            "collection"
        ]
        == "default"
    )
    assert "  default (My documents)  bees.txt" in typed("documents", "list")[1]
    (bees, _) = document(typed("documents", "list", "--collection", "My documents", "--json"))
    assert bees["collection"] == "default"
    assert "collection default (My documents), 37 bytes" in typed("documents", "show", bees["id"])[1]
    assert "bees.txt" in typed("search", "flowers", "--collection", "MY DOCUMENTS")[1]
    assert document(typed("watch", "add", str(papers), "--collection", "My documents", "--json"))
    assert "2 documents in default (My documents)" in typed("watch", "list")[1]
    assert typed("watch", "remove", str(papers), "--collection", "My documents")[0] == 0


def test_a_collection_that_is_really_called_so_is_meant(typed: Typed, papers: Path, tmp_path: Path) -> None:
    typed("documents", "list")
    from contextlib import closing

    from edgechat.core.sqlite import Database

    with closing(Database(tmp_path / "home" / "profiles" / "default" / "library.db")) as database:
        database.execute("INSERT INTO collections (name, created_at) VALUES ('My documents', 0)")
    told = document(typed("add", str(papers), "--collection", "My documents", "--json"))["documents"]
    assert {each["collection"] for each in told} == {"My documents"}


def test_documents_are_listed_shown_retried_and_removed(typed: Typed, papers: Path) -> None:
    assert "No documents yet" in typed("documents", "list")[2]
    bees, empty = document(typed("add", str(papers), "--json"))["documents"]
    assert "bees.txt" in typed("documents", "list")[1]
    assert document(typed("documents", "show", bees["id"][:6], "--json"))["chunks"] == 1
    assert "1 page, 1 chunk, 37 characters" in typed("documents", "show", bees["id"])[1]
    assert typed("documents", "show", bees["id"], "--text")[1] == "Bees dance to tell where flowers are.\n"
    assert typed("documents", "retry", empty["id"])[0] == 3
    (papers / "empty.txt").write_text("not any more")
    assert document(typed("documents", "retry", empty["id"], "--json"))["state"] == "indexed"
    assert document(typed("documents", "remove", bees["id"], "--json"))["removed"]["name"] == "bees.txt"
    assert [each["name"] for each in document(typed("documents", "list", "--json"))] == ["empty.txt"]
    assert typed("documents", "show", bees["id"])[0] == 3


def test_exam_prints_what_was_asked(typed: Typed, tmp_path: Path) -> None:
    folder = tmp_path / "exam"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "a", "title": "Bees", "text": "They dance."}\n')
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "bees"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n")
    told = document(typed("exam", str(folder), "--json"))
    assert set(told) == {"documents", "queries", "bm25", "vectors", "hybrid"}
    assert set(told["hybrid"]) == {"ndcg@10", "recall@10", "mrr", "p50_ms", "p95_ms"}
    assert told["bm25"]["ndcg@10"] == 1.0
    assert "ndcg@10" in typed("exam", str(folder))[1]
    code, out, _ = typed("exam", str(tmp_path), "--json")
    assert code == 3 and "corpus.jsonl" in json.loads(out)["error"]["message"]


def test_folders_are_followed_by_command(typed: Any, papers: Path) -> None:
    assert "No folder is followed" in typed("watch", "list")[2]
    made = document(typed("watch", "add", str(papers), "--json"))
    assert made["path"] == str(papers) and made["documents"] == made["files"] > 0
    assert "followed while a window is open" in typed("watch", "list")[1]
    assert [each["path"] for each in document(typed("watch", "list", "--json"))] == [str(papers)]
    assert typed("watch", "add", str(papers / "nowhere"))[0] == 3
    assert document(typed("watch", "remove", str(papers), "--json")) == {"watched": []}
    assert typed("watch", "remove", str(papers))[0] == 3


def test_documents_as_markdown(typed: Typed, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>Bees</h1><p>They dance.</p><p># not a heading</p><ul><li>one</li><li>two</li></ul>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2|3</td></tr></table>"
        "<blockquote><p>Said so.</p></blockquote><pre><code>x = 1\n```</code></pre>"
    )
    (tmp_path / "odd.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(50))
    made = document(typed("to-markdown", str(page), str(tmp_path / "odd.rar"), "nowhere.txt", "--json"))
    assert [each["format"] for each in made] == ["markdown", "error", "error"]
    assert (made[0]["name"], made[0]["mimeType"]) == ("page.html", "text/html")
    assert made[0]["tokens"] > 20 and f"{Path('nowhere.txt').absolute()} is not there" in made[2]["error"]
    text = made[0]["data"]
    assert text.startswith("# Bees\n\nThey dance.\n\n\\# not a heading\n\n- one\n- two\n\n")
    assert "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |" in text
    assert "> Said so." in text and "````\nx = 1\n```\n````" in text
    assert typed("to-markdown", str(page))[1] == text
    assert document(typed("documents", "list", "--json")) == []
    assert typed("to-markdown", "nowhere.txt")[0] == 3


def test_doctor_and_list_tell_how_far_another_model_is(typed: Typed, papers: Path, tmp_path: Path) -> None:
    from contextlib import closing

    from edgechat.core.sqlite import Database

    typed("add", str(papers))
    checks = {each["name"]: each for each in document(typed("doctor", "--json"))["checks"]}
    assert checks["Documents"]["detail"] == "2 in the library, all of it read."
    assert "Search by meaning" not in checks
    file = tmp_path / "home" / "profiles" / "default" / "library.db"
    with closing(Database(file)) as database:  # as if it had been indexed with one that is no longer wanted
        database.execute("UPDATE models SET model = 'an earlier model'")
    checks = {each["name"]: each for each in document(typed("doctor", "--json"))["checks"]}
    assert checks["Search by meaning"]["detail"].startswith("Passages with vectors of ")
    assert checks["Search by meaning"]["detail"].endswith(": 0 of 1; an earlier model answers.")
    code, _, err = typed("documents", "list", "--json")
    assert code == 0 and "0 of 1 passage has vectors of " in err and "an earlier model answers" in err
    assert typed("check", "--repair")[0] == 0
    assert "vectors" not in typed("documents", "list")[2]
