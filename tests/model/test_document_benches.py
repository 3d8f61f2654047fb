"""The benches of documents, small enough to run every time: they measure all they name, in the promised
shape."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from edgechat.bench import _papers, ingest, run_bench, search
from edgechat.bench._sides import PYTHON
from edgechat.library.reader import Reader
from edgechat.library.source import open_source
from tests.bench_shape import SHAPE


def test_the_bench_of_search(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(PYTHON, raising=False)
    monkeypatch.setattr(search, "SIZES", {2000: "small"})
    assert run_bench("search", quick=True, as_json=True) == 0
    out, err = capfd.readouterr()
    told = json.loads(out)
    jsonschema.validate(told, SHAPE)
    results = {each["name"]: each for each in told["results"]}
    assert len(results) == len(told["results"]) == 11
    assert all(each["value"] is not None for each in results.values())
    assert results["recall_at_ten_small"]["value"] >= 0.95  # 2000 vectors are all scored
    assert results["nearest_beside_faiss_small"]["yardstick_value"] is None and PYTHON in err


def test_the_bench_of_ingestion(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(PYTHON, raising=False)
    monkeypatch.setattr(ingest, "SMALL_FILES", 50)
    monkeypatch.setattr(_papers, "PARAGRAPHS", 4)
    assert run_bench("ingest", quick=True, as_json=True) == 0
    out, err = capfd.readouterr()
    told = json.loads(out)
    jsonschema.validate(told, SHAPE)
    results = {each["name"]: each for each in told["results"]}
    names = {"embedding", "read_cut_embed_store", "embed_child_memory", "read_child_memory", "pdf"}
    assert set(results) == names | {"unchanged_folder"} and len(told["results"]) == len(results)
    assert all(each["value"] is not None for each in results.values())
    assert results["pdf"]["yardstick_value"] is None and "PyMuPDF is not here" in err


def test_made_up_papers_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = _papers.Papers().pdf(tmp_path / "x.pdf", 3)
    reader = Reader()
    try:
        with open_source(str(file)) as source:
            pages = [page.text for page in reader.read(source)]
    finally:
        reader.close()
    assert len(pages) == 3
    assert all(set(text.split()) <= set(_papers.WORDS) for text in pages)
    assert all(len(text.split()) == _papers.LINES * _papers.LINE_WORDS for text in pages)
