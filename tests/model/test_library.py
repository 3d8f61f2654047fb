"""Documents from file to found passage: real files, real children, the real model, real SQLite."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.core.errors import DocumentMissing, InvalidInput, NoRoom, NotFound
from edgechat.core.integrity import problems
from edgechat.edge import Edge
from edgechat.library.document import Progress
from edgechat.library.healed import Healed

TEXTS = {
    "bees.txt": "The honey bee dances to tell others of its hive where flowers are. The angle of the dance"
    " gives the direction, its length the distance.",
    "volcano.txt": "When magma rises to the surface a volcano erupts. Ash clouds can keep aircraft on the"
    " ground for days, as in 2010 when Eyjafjallajökull was active.",
    "bread.md": "# Sourdough\n\nFeed the starter twice a day.\n\n## Baking\n\nBake the loaf at 230 degrees"
    " for forty minutes; steam gives a crisp crust.",
    "ja.txt": "機械学習とは、経験から学ぶ計算機の方法である。深層学習はその一つだ。",
    "zh.txt": "蜜蜂用舞蹈告诉同伴花在哪里。北京是中国的首都。",
    "th.txt": "การเรียนรู้ของเครื่องเป็นสาขาหนึ่งของปัญญาประดิษฐ์",
    "ar.txt": "تعلم الآلة فرع من فروع الذكاء الاصطناعي.",
}
pytestmark = pytest.mark.timeout(300)


def write(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """A library with ``TEXTS`` in it, for tests that only look."""
    folder = tmp_path_factory.mktemp("shelf")
    with open_edge(folder / "home") as edge:
        edge.library.add(write(folder / "papers"))
        yield edge


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


def names(edge: Edge, query: str, **options: object) -> list[str]:
    return [hit.name for hit in edge.library.find(query, **options).hits]  # type: ignore[arg-type]


def states(edge: Edge) -> dict[str, str]:
    return {info.name: info.state for info in edge.library.documents()}


# -- finding -----------------------------------------------------------------------------------------


def test_an_empty_library_has_nothing_to_make_ready(edge: Edge) -> None:
    found = edge.library.find("why were flights cancelled")
    assert (found.hits, found.why) == ((), "")


@pytest.mark.leaves_running
def test_meaning_is_found_without_a_word_in_common(shelf: Edge) -> None:
    found = shelf.library.find("why were flights cancelled")
    assert found.how == "hybrid" and found.hits[0].name == "volcano.txt"
    assert "cosine" in found.hits[0].scores and "bm25" not in found.hits[0].scores


@pytest.mark.leaves_running
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("深層学習", "ja.txt"),
        ("北京", "zh.txt"),
        ("蜜蜂", "zh.txt"),
        ("ปัญญาประดิษฐ์", "th.txt"),
        ("الذكاء", "ar.txt"),
        ("EYJAFJALLAJOKULL", "volcano.txt"),
        ("dancing bees", "bees.txt"),
    ],
)
def test_words_are_found_in_every_script(shelf: Edge, query: str, name: str) -> None:
    found = shelf.library.find(query, mode="words")
    assert found.how == "words" and [hit.name for hit in found.hits][:1] == [name]
    assert names(shelf, query)[0] == name


@pytest.mark.leaves_running
def test_operators_are_obeyed_by_words_and_vectors(shelf: Edge) -> None:
    assert names(shelf, '"crisp crust" dance') == ["bread.md"]
    assert "bees.txt" not in names(shelf, "where are flowers -honey")
    assert set(names(shelf, "flowers type:md")) == {"bread.md"}
    assert names(shelf, "flowers in:elsewhere") == []
    assert "bees.txt" in names(shelf, "flowers in:default")
    assert names(shelf, "?!") == []
    with pytest.raises(NotFound):
        shelf.library.find("x", collection="elsewhere")


@pytest.mark.leaves_running
def test_a_hit_is_the_span_of_its_text(shelf: Edge) -> None:
    for query in ("magma", "bread baking", "計算機"):
        for hit in shelf.library.search(query):
            assert shelf.library.text(hit.document)[hit.start : hit.end] == hit.text
            assert hit.page is None


@pytest.mark.leaves_running
def test_a_question_longer_than_the_model_reads_is_answered(shelf: Edge) -> None:
    assert names(shelf, "how does a honey bee tell where flowers are " * 60)[0] == "bees.txt"


@pytest.mark.leaves_running
def test_passages_for_a_model_are_numbered_and_only_what_is_relevant(shelf: Edge) -> None:
    options = {"collections": ["default"], "attachments": [], "limit": 3}
    found = shelf.library.passages("How do bees tell the direction?", **options)
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert found[0].name == "bees.txt"
    assert shelf.library.passages("qwertz asdf yxcv", **options) == []
    digest = next(each.digest for each in shelf.library.documents() if each.name == "bread.md")
    only = shelf.library.passages("bees", collections=[], attachments=[str(digest)], limit=3)
    assert {each.name for each in only} <= {"bread.md"}


@pytest.mark.leaves_running
def test_codes_find_what_exact_search_finds(shelf: Edge) -> None:
    library = shelf.library
    model = library._embedding.model()
    assert model is not None
    vector = library._embedding.question(model, "hot lava")
    exact = [chunk for chunk, _ in library.shelves.vectors(model.key, model.dimensions).nearest(vector, 3)]
    hits = library.find("hot lava", mode="vectors").hits
    documents = library.shelves.documents_of(exact)
    assert [library.ledger.seq(hit.document) for hit in hits][:1] == [documents[exact[0]]]


# -- the ledger --------------------------------------------------------------------------------------


def test_every_file_ends_in_one_state(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "mixed", {"a.txt": TEXTS["bees.txt"], "b.txt": TEXTS["bees.txt"]})
    (folder / "empty.txt").write_text("")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "c.txt").write_text("deep down")
    (folder / ".hidden").write_text("not looked at")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "round").symlink_to(folder)
    seen: list[Progress] = []
    edge.events.subscribe(Progress, seen.append)
    found = edge.library.add(folder)
    assert {each.name: each.state for each in found} == {
        "a.txt": "indexed",
        "b.txt": "duplicate of",
        "empty.txt": "empty",
        "noise.bin": "unsupported",
        "c.txt": "indexed",
    }
    twin = next(each for each in found if each.state == "duplicate of")
    assert twin.duplicate_of == next(each.id for each in found if each.name == "a.txt")
    assert all(each.reason and each.finished_at for each in found if each.state in ("empty", "unsupported"))
    assert (seen[-1].done, seen[-1].total) == (5, 5)
    assert {each.state for each in seen if each.changed} >= {"reading", "indexed", "empty", "duplicate of"}


def test_an_unchanged_folder_is_not_read_again_and_a_changed_file_is(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", {"a.txt": "about bees", "b.txt": "about bread"})
    first = edge.library.add(folder)
    assert edge.library.add(folder) == first
    (folder / "a.txt").write_text("about volcanoes and magma now")
    edge.library.add(folder)
    assert sorted(states(edge)) == ["a.txt", "b.txt"]
    assert names(edge, "magma")[0] == "a.txt"
    assert names(edge, '"about bees"') == []


def test_removing_takes_everything_and_twins_step_in(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", {"a.txt": TEXTS["bees.txt"], "b.txt": TEXTS["bees.txt"]})
    first, second = edge.library.add(folder)
    edge.library.remove(first.id)
    edge.library.wait([second.id])
    assert states(edge) == {"b.txt": "indexed"}
    assert names(edge, "honey") == ["b.txt"]
    edge.library.remove(second.id)
    database = edge.library._database
    for table in ("documents", "pages", "chunks", "chunks_fts", "vectors_1"):
        assert database.value(f"SELECT count(*) FROM {table}") == 0, table
    assert list(edge.vault.keys()) == []
    assert (folder / "a.txt").exists()
    with pytest.raises(NotFound):
        edge.library.text(second.id)


def test_what_can_be_tried_again_is(edge: Edge, tmp_path: Path) -> None:
    empty = tmp_path / "late.txt"
    empty.write_text("")
    (info,) = edge.library.add(empty)
    assert info.state == "empty"
    empty.write_text("There is something in it now.")
    assert edge.library.retry(info.id[:6]).state == "indexed"
    with pytest.raises(InvalidInput, match="nothing to try"):
        edge.library.retry(info.id)


def test_collections_are_apart(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", {"a.txt": TEXTS["bees.txt"]})
    edge.library.add(folder, collection="one")
    edge.library.add(folder, collection="two")
    assert [(each.name, each.documents) for each in edge.library.collections()] == [("one", 1), ("two", 1)]
    assert len(edge.library.search("honey", collection="one")) == 1
    assert edge.library.documents("two")[0].state == "indexed"
    assert len(list(edge.vault.keys())) == 1


def test_a_long_document_is_cut_and_joined_again(edge: Edge, tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {number} tells of item {number * 7}. " + "It goes on. " * 30
                       for number in range(120))  # fmt: skip
    (info,) = edge.library.add(write(tmp_path / "long", {"long.txt": text}) / "long.txt")
    assert info.state == "indexed" and info.chunks > 64
    hit = edge.library.search('"item 343"')[0]
    assert "item 343" in hit.text and edge.library.text(info.id)[hit.start : hit.end] == hit.text


def test_a_file_that_goes_or_cannot_be_opened_is_named(edge: Edge, tmp_path: Path) -> None:
    with pytest.raises(DocumentMissing):
        edge.library.add(tmp_path / "nowhere.txt")
    gone = tmp_path / "gone.txt"
    gone.write_text("soon gone")
    edge.library.pause()
    (info,) = edge.library.add(gone, wait=False)
    gone.unlink()
    edge.library.go_on()
    edge.library.wait([info.id])
    assert edge.library.document(info.id).state == "damaged"


def test_a_name_that_is_no_text_is_read_all_the_same(edge: Edge, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/na\xffme.txt"
    with open(path, "wb") as file:
        file.write(b"words of a file with an odd name")
    (info,) = edge.library.add(os.fsdecode(path))
    assert (info.state, info.name) == ("indexed", "na\\xffme.txt")


def test_cancelling_ends_what_waits(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", {f"{number}.txt": f"text number {number}" for number in range(5)})
    edge.library.pause()
    edge.library.add(folder, wait=False)
    assert edge.library.cancel() == 5
    edge.library.go_on()
    assert set(states(edge).values()) == {"cancelled"}
    assert {each.state for each in edge.library.add(folder)} == {"indexed"}


def test_closing_in_the_middle_goes_on_at_the_next_start(tmp_path: Path) -> None:
    text = "\n\n".join(f"Part {number}. " + "All about bees and their hives. " * 40 for number in range(150))
    file = write(tmp_path / "long", {"long.txt": text}) / "long.txt"
    with open_edge(tmp_path / "home") as edge:
        (info,) = edge.library.add(file, wait=False)
        until = time.monotonic() + 60
        while not edge.library.document(info.id).chunks and time.monotonic() < until:
            time.sleep(0.02)
    with open_edge(tmp_path / "home") as edge:
        half = edge.library.document(info.id)
        assert half.state == "queued" and half.chunks > 0
        edge.library.resume()
        edge.library.wait([info.id])
        whole = edge.library.document(info.id)
        assert whole.state == "indexed" and whole.chunks > half.chunks
        spans = edge.library._database.rows("SELECT start, stop FROM chunks ORDER BY start")
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert edge.library._database.value("SELECT count(*) FROM vectors_1") == whole.chunks == len(spans)
    assert problems(edge.profile.library.database) == []


def test_without_an_embedding_model_words_are_found_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edgechat.ai.catalog import Catalog
    from edgechat.core.errors import ModelNotFound

    def none(self: Catalog) -> None:
        raise ModelNotFound("No embedding model is installed.", "Run set-up again.")

    folder = write(tmp_path / "papers")
    with monkeypatch.context() as patch, open_edge(tmp_path / "home") as edge:
        patch.setattr(Catalog, "best_embedding_model", none)
        assert {each.state for each in edge.library.add(folder)} == {"indexed"}
        found = edge.library.find("honey bee")
        assert (found.how, found.hits[0].name) == ("words", "bees.txt")
        assert "No embedding model" in found.why
    with open_edge(tmp_path / "home") as edge:
        edge.library.catch_up()
        assert set(states(edge).values()) == {"indexed"}
        assert edge.library.find("why were flights cancelled").hits[0].name == "volcano.txt"


def test_another_process_adds_and_this_one_finds(edge: Edge, tmp_path: Path) -> None:
    edge.library.add(write(tmp_path / "one", {"a.txt": "about bees"}))
    assert names(edge, "bees") == ["a.txt"]
    with open_edge(tmp_path / "home") as other:
        other.library.add(write(tmp_path / "two", {"b.txt": "magma and lava"}))
    assert names(edge, "volcanic eruption")[0] == "b.txt"


def test_the_exam_measures_and_refuses_what_is_no_collection(edge: Edge, tmp_path: Path) -> None:
    folder = tmp_path / "exam"
    (folder / "qrels").mkdir(parents=True)
    papers = [{"_id": name, "title": name, "text": text} for name, text in TEXTS.items()]
    papers.append({"_id": "none", "title": "", "text": ""})
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, papers)))
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "bee dance"}\n{"_id": "2", "text": "lava"}')
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\tbees.txt\t2\n2\tvolcano.txt\t1\n"
    )
    report = edge.exam(folder)
    assert (report["documents"], report["queries"]) == (8, 2)
    assert report["bm25"]["ndcg@10"] == 0.5  # nothing holds the word lava
    assert report["vectors"]["mrr"] == report["hybrid"]["mrr"] == 1.0
    assert report["hybrid"]["p95_ms"] > 0
    assert edge.library.documents() == []
    (folder / "corpus.jsonl").write_text("{")
    with pytest.raises(InvalidInput, match=r"corpus\.jsonl, line 1"):
        edge.exam(folder)
    shutil.rmtree(folder / "qrels")
    with pytest.raises(InvalidInput):
        edge.exam(folder)
    with pytest.raises(InvalidInput, match="cannot be read"):
        edge.exam(tmp_path / "nowhere")


def test_a_full_disk_stops_indexing_and_marks_nothing_as_failed(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "papers", {f"{number}.txt": f"text number {number}" for number in range(5)})

    def full(*_: object) -> list[int]:
        raise NoRoom("There is no room.", "Free some disk space.")

    with monkeypatch.context() as patch:
        patch.setattr(edge.library.shelves, "write", full)
        with pytest.raises(NoRoom):
            edge.library.add(folder)
        assert set(states(edge).values()) == {"queued"}
    assert {each.state for each in edge.library.add(folder)} == {"indexed"}


def test_a_batch_that_cannot_be_stored_costs_its_documents_alone(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = write(tmp_path / "papers", {"a.txt": "about bees"}) / "a.txt"
    with monkeypatch.context() as patch:
        patch.setattr(edge.library.shelves, "write", lambda *_: 1 // 0)
        (info,) = edge.library.add(file)
    assert info.state == "failed" and "ZeroDivision" in caplog.text and info.action
    assert edge.library.retry(info.id).state == "indexed"


def test_a_damaged_library_is_made_anew_and_conversations_open(tmp_path: Path) -> None:
    with open_edge(tmp_path / "home") as edge:
        edge.library.add(write(tmp_path / "papers", {"a.txt": "about bees"}))
        file = edge.profile.library.database
    file.write_bytes(b"no database at all" * 300)
    with open_edge(tmp_path / "home") as edge:
        told: list[Healed] = []
        edge.events.subscribe(Healed, told.append)
        assert edge.chat.conversations() == []
        edge.library.catch_up()
        assert told == [edge.library.healed]
        assert edge.library.search("bees")
    assert Path(told[0].kept).read_bytes().startswith(b"no database at all")


def test_a_twin_of_what_cannot_be_read_says_so_itself(edge: Edge, tmp_path: Path) -> None:
    folder = write(tmp_path / "papers", {"a.pdf": "%PDF-1.7\nnot really", "b.pdf": "%PDF-1.7\nnot really"})
    found = edge.library.add(folder)
    assert [each.state for each in found] == ["damaged", "damaged"]
    assert all(each.reason and each.duplicate_of is None for each in found)


def test_pages_are_told_where_a_document_has_them(edge: Edge, tmp_path: Path) -> None:
    from pptx import Presentation

    made = Presentation()
    for number in range(3):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Year {2020 + number}"
        slide.placeholders[1].text = f"The budget was {number + 7} millions."
    made.save(str(tmp_path / "budget.pptx"))
    (info,) = edge.library.add(tmp_path / "budget.pptx")
    assert (info.state, info.pages, info.unit) == ("indexed", 3, "slide")
    hit = edge.library.search("budget of 2021")[0]
    assert hit.page == 2 and hit.heading == "Year 2021"
    assert edge.library.text(info.id, 2)[hit.start : hit.end] == hit.text == "The budget was 8 millions."


def test_much_that_was_added_makes_search_ready(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.library.ingest.MANY", 2)
    monkeypatch.setattr("edgechat.library.recall.KEPT_EVERY", 2)
    edge.library.add(write(tmp_path / "papers"))
    edge.library.catch_up()
    assert [file.name for file in edge.profile.root.glob("*.codes")] == ["vectors_1.codes"]
    assert names(edge, "hot lava")[0] == "volcano.txt"


def test_a_document_is_read_again_on_demand(edge: Edge, tmp_path: Path) -> None:
    (info,) = edge.library.add(write(tmp_path / "papers", {"bees.txt": TEXTS["bees.txt"]}))
    again = edge.library.reread(info.id)
    assert again.state == "indexed" and again.chunks == info.chunks and again.id == info.id
    assert [hit.document for hit in edge.library.search("honey bee")] == [info.id]
    assert problems(edge.profile.library.database) == []


def test_what_the_documents_take_only_grows_with_them(edge: Edge, tmp_path: Path) -> None:
    """SQLite's log comes and goes: it is not what the documents take."""
    told = [edge.library.used()]
    for number, (name, text) in enumerate(list(TEXTS.items())[:4]):
        edge.library.add(write(tmp_path / str(number), {name: text}) / name)
        told.append(edge.library.used())
        edge.library._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        assert edge.library.used() == told[-1]
    assert told == sorted(told)
    originals = sum(info.size for info in edge.library.documents())
    index = edge.library._database.path.stat().st_size
    assert told[-1] == originals + index
