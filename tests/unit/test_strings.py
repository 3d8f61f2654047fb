"""Nothing that a person reads is English only: every text is marked, every translation is whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import strings
from strings import ROOT, SENTENCES, WINDOW, Text, update

from edgechat.core.settings import KEYS

TEXTS = strings.collect()
FILES = sorted((ROOT / "resources/languages").glob("*.ts"))
SHOWING = {
    "setText", "setToolTip", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setWindowTitle", "setInformativeText", "setDetailedText", "setStatusTip", "setWhatsThis", "setTitle",
    "addAction", "addMenu", "addItem", "addTab", "addButton", "addRow", "setLabelText", "setHeaderLabels",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu",
    "say", "show_for",
}  # fmt: skip
NAMES = {"EdgeChat", "CPU", "GPU", "QWidget", "PDF", "SHA"}
PLACES = re.compile(r"%L?\d|%L?n")


def shown_literals(file: Path) -> Iterator[str]:
    """Words that go into a widget as they stand in the source."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and strings._name(node.func) in SHOWING:
            for argument in [*node.args, *(word.value for word in node.keywords if word.arg == "action")]:
                said = re.sub(r"<[^>]*>", " ", " ".join(strings._texts(argument)))
                if re.findall(r"[^\W\d_]{2,}", " ".join(word for word in said.split() if word not in NAMES)):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}: {said!r}"


def test_the_window_says_nothing_unmarked() -> None:
    assert [each for file in WINDOW.rglob("*.py") for each in shown_literals(file)] == []


def test_an_unmarked_text_is_found(tmp_path: Path) -> None:
    file = ROOT / "edgechat/desktop/notice.py"
    source = file.read_text("utf-8").replace("QPushButton(name)", 'QPushButton("Press me")')
    made = tmp_path / "notice.py"
    made.write_text(source, "utf-8")
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert any(node.value == "Press me" for node in found)
    assert [each for each in _relative(made) if "Press me" in each]


def _relative(file: Path) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "ROOT", file.parent)
        return list(shown_literals(file))


def test_every_text_has_a_context() -> None:
    assert [text for text in TEXTS if not text.context] == []


def test_what_is_collected() -> None:
    texts = {(text.context, text.source) for text in TEXTS}
    assert ("Actions", "Rename") in texts
    assert ("Words", "Yesterday") in texts
    assert ("Canvas", "Dismiss") in texts
    assert (SENTENCES, "%1 could not be written: %2.") in texts
    assert (SENTENCES, "There is no setting %1.") in texts
    assert (SENTENCES, "no usable GPU was found") in texts
    assert (SENTENCES, "length") not in texts
    assert (SENTENCES, "The settings cannot be saved in %1: %9.") in texts
    assert Text("Browsing", "%n conversations imported", plural=True) in TEXTS


def test_the_choices_are_the_files() -> None:
    assert KEYS["window.language"].choices == ("system", "en", *(file.stem for file in FILES))
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_has_every_text_and_every_place(file: Path) -> None:
    known = strings._known(file)
    advice = "write them into the file; `python packaging/strings.py` puts new ones there"
    missing = [text for text in TEXTS if not all(known.get((text.context, text.source)) or [""])]
    assert [text for text in missing if text.context != SENTENCES] == [], advice
    lost = []
    for (context, source), forms in known.items():
        said = [set(PLACES.findall(form)) for form in forms if form]
        wanted = set(PLACES.findall(source))
        # one thing may be said without its number, never with a place that the source does not have
        if said and (said[-1] != wanted or any(not each <= wanted for each in said)):
            lost.append((context, source, forms))
    assert lost == []


def test_updating_keeps_what_is_translated(tmp_path: Path) -> None:
    file = tmp_path / "xx.ts"
    texts = [Text("A", "One & two"), Text("A", "%n things", plural=True)]
    assert update(file, texts) == texts
    written = file.read_text("utf-8")
    file.write_text(
        written.replace(
            '<translation type="unfinished"></translation>', "<translation>Eins &amp; zwei</translation>"
        ),
        "utf-8",
    )
    assert update(file, [*texts, Text("B", "New")]) == [texts[1], Text("B", "New")]
    assert strings._known(file)["A", "One & two"] == ["Eins & zwei"]
    assert update(file, [Text("B", "New")]) == [Text("B", "New")]
    assert ("A", "One & two") not in strings._known(file)


def test_a_merge_conflict_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "xx.ts"
    texts = [Text("A", "Both"), Text("A", "Mine"), Text("A", "Theirs")]
    update(file, texts)
    written = file.read_text("utf-8")
    theirs, mine = (
        written.replace(f"<source>{name}</source>\n        <translation type=\"unfinished\"></translation>",
                        f"<source>{name}</source>\n        <translation>{name}!</translation>")
        for name in ("Theirs", "Mine")
    )  # fmt: skip
    file.write_text(f"<<<<<<< HEAD\n{theirs}=======\n{mine}>>>>>>> abc\n", "utf-8")
    assert update(file, texts) == [Text("A", "Both")]
    assert strings._known(file)["A", "Theirs"] == ["Theirs!"]
    assert strings._known(file)["A", "Mine"] == ["Mine!"]
