"""What a window leaves for the next one: the same blocks come back, nothing of a file that is not its."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from edgechat.desktop.glimpse import FORMAT, Glimpse, keep_glimpse, read_glimpse
from edgechat.desktop.highlight import COLOURS, spans
from edgechat.desktop.markdown import render

ANSWER = """\
# A *heading* with `code`

Some **bold**, ~~struck~~ and [a link](https://example.org/?q=1), $x^2$ and a note[^1].

> quoted
>
> 1. one
> 2. two
>    - [x] done
>    - [ ] open

| left | right |
|:-----|------:|
| 1    | **2** |

```python
def f(): return "it"  # so
```

$$\\sum_i i$$

---

[^1]: The note, \ud800 half a character, <b>no HTML</b>.
"""
PYTHON = 'def f(): return "it"  # so'
DRAWN = "26549862b7b5302f"
"""Of what ``ANSWER`` is drawn as. If this fails, ``FORMAT`` of ``glimpse.py`` goes up, then this changes."""


def test_every_kind_of_block_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.json"
    keep_glimpse(path, [(ANSWER, render(ANSWER)), ("Plain.", None)])
    found = read_glimpse(path)
    assert found.blocks == {ANSWER: render(ANSWER), "Plain.": render("Plain.")}
    assert {block.kind for block in found.blocks[ANSWER]} == {"text", "table", "code", "formula", "rule"}
    assert found.colours == {(PYTHON, "python"): spans(PYTHON, "python")}
    assert {colour for _at, _length, colour in spans(PYTHON, "python")} <= set(COLOURS)
    assert [each.name for each in tmp_path.iterdir()] == ["glimpse.json"]


def test_what_is_drawn_otherwise_has_another_format() -> None:
    assert (FORMAT, sha256(repr(render(ANSWER)).encode("utf-8", "replace")).hexdigest()[:16]) == (1, DRAWN)


def test_nothing_is_kept_of_nothing_and_of_too_much(tmp_path: Path) -> None:
    keep_glimpse(tmp_path / "glimpse.json", [])
    keep_glimpse(tmp_path / "glimpse.json", [("long " * 400_000, None)])
    keep_glimpse(tmp_path / "no folder" / "glimpse.json", [("Plain.", None)])
    assert list(tmp_path.iterdir()) == []


def _blocks(*blocks: Any) -> dict[str, Any]:
    return {"blocks": [["text", list(blocks)]]}


def _run(**run: Any) -> dict[str, Any]:
    return _blocks({"kind": "text", "lines": [{"runs": [run]}]})


FALSE: tuple[dict[str, Any], ...] = (
    {"made_by": ["0.0.1", FORMAT]}, {"made_by": None}, {"blocks": 1}, {"blocks": [1]}, {"blocks": None},
    {"blocks": [["text"]]}, {"blocks": [[1, []]]}, {"blocks": {"text": []}}, {"blocks": [["text", {}]]},
    _blocks(1), _blocks({}), _blocks({"kind": "picture"}), _blocks({"kind": "text", "lines": [{}]}),
    _blocks({"kind": "text", "source": "/etc"}), _blocks({"kind": ["text"]}),
    _blocks({"kind": "text", "depth": -1}),
    _blocks({"kind": "text", "depth": True}), _blocks({"kind": "text", "depth": 1e9}),
    _blocks({"kind": "text", "lines": [{"runs": [], "heading": 7}]}),
    _blocks({"kind": "text", "lines": [{"runs": [], "item": {"number": 1}}]}),
    _blocks({"kind": "table", "rows": [[{"runs": [], "align": "top"}]]}),
    _run(text=1), _run(bold=True), _run(text="x", bold=1), _run(text="x", formula="inline", size=9),
    _run(text="x", href="javascript:alert(1)"), _run(text="x", href="file:///etc"),
    _run(text="x", href=""),
    {"colours": [["x", "python", [[0, 1, "name"]]]]}, {"colours": [["x", "python", [[0, -1, COLOURS[0]]]]]},
    {"colours": [["x", "python", [[0, 1, [COLOURS[0]]]]]]}, {"colours": [["x", 1, []]]}, {"colours": [["x"]]},
)  # fmt: skip


@pytest.mark.parametrize("change", FALSE)
def test_one_false_word_and_none_is_believed(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "glimpse.json"
    keep_glimpse(path, [(ANSWER, None)])
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert read_glimpse(path) == Glimpse()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b"[" * 99_999, b'{"made_by": 1}']
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "glimpse.json"
    assert read_glimpse(path) == read_glimpse(tmp_path) == Glimpse()
    path.write_bytes(damage)
    assert read_glimpse(path) == Glimpse()
    keep_glimpse(path, [(ANSWER, None)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert read_glimpse(path) == Glimpse()
