"""The benches of documents, small enough to run every time: they measure all they name, in the promised
shape."""

from __future__ import annotations

import json

import jsonschema
import pytest

from edgechat.bench import run_bench, search
from edgechat.bench._sides import PYTHON
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
