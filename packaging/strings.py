"""What the window says, found in the source: for translators, and for the test that none is forgotten.

``python packaging/strings.py`` brings every file of ``resources/languages`` up to date: new sentences come in
as unfinished, sentences that are gone leave, and what is still to be translated is printed. It also ends a
merge conflict in such a file: what either side translated is kept. Collected are
``self.tr``, ``translate``, ``QT_TRANSLATE_NOOP`` and ``plural`` in the window, and from the rooms below the
sentences of their errors and checks, the table of settings and the notes of the model catalogue. An f-string
becomes a template with ``%1``. Reads source, runs none of it.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
WINDOW = ROOT / "edgechat" / "desktop"
SILENT = {"cli", "bench", "server"}
"""Rooms whose sentences do not reach the window."""

SENTENCES = "Sentences"
TELLING = ("why_not_more",)
"""Functions below the window whose result is a sentence that it shows."""

TOLD = ("note", "reason")
"""Values below the window whose text it shows."""


@dataclass(frozen=True, order=True)
class Text:
    """One thing to be translated."""

    context: str
    source: str
    plural: bool = False


def collect() -> list[Text]:
    """Everything the window can say, sorted."""
    found = set(_below())
    for file in WINDOW.rglob("*.py"):
        found |= set(Window(ast.parse(file.read_text("utf-8"))).texts)
    return sorted(found)


# In the window


class Window(ast.NodeVisitor):
    """The marked texts of one module."""

    def __init__(self, tree: ast.Module) -> None:
        self.texts: list[Text] = []
        self._classes: list[str] = []
        self._own = dict(_wrappers(tree))
        self.visit(tree)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name, words = _name(node.func), [_literal(each) for each in node.args]
        if name == "tr" and isinstance(node.func, ast.Attribute) and words and words[0]:
            counted = len(words) == 3
            self.texts.append(Text(self._classes[-1] if self._classes else "", words[0], counted))
        elif name in self._own and words and words[0]:
            self.texts.append(Text(self._own[name], words[0]))
        elif name in ("translate", "QT_TRANSLATE_NOOP") and len(words) > 1 and words[0] and words[1]:
            self.texts.append(Text(words[0], words[1], len(words) == 4))
        elif name == "plural" and len(words) == 4 and words[0] and words[2]:
            self.texts.append(Text(words[0], words[2], plural=True))


def _wrappers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The functions of a module that pass their text on to ``translate``, with their context."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _name(call.func) == "translate" and len(call.args) == 2:
                    context, text = _literal(call.args[0]), call.args[1]
                    if context and isinstance(text, ast.Name):
                        yield node.name, context


# Below the window


def _below() -> Iterator[Text]:
    errors = ast.parse((ROOT / "edgechat/core/errors.py").read_text("utf-8"))
    names = {node.name for node in ast.walk(errors) if isinstance(node, ast.ClassDef)} - {"BugError"}
    for file in sorted((ROOT / "edgechat").rglob("*.py")):
        if file.relative_to(ROOT / "edgechat").parts[0] not in SILENT:
            for sentence in _sentences(ast.parse(file.read_text("utf-8")), names):
                yield Text(SENTENCES, sentence)
    for model in json.loads((ROOT / "resources/catalog.json").read_text("utf-8")):
        if model.get("note"):
            yield Text(SENTENCES, model["note"])


def _sentences(tree: ast.Module, errors: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _name(node.targets[0]) in TOLD:
            yield from _worded(_texts(node.value))
        elif isinstance(node, ast.Call):
            name = _name(node.func)
            for told in TOLD:
                yield from _worded(_keyword(node, told))
            if name in errors:
                yield from _error(node)
            elif name == "refusal":
                yield from (f"{text}: %9." for text in _texts(node.args[1]))
                yield from _keyword(node, "action")
            elif name == "Check":
                yield from (text for each in (*node.args[:1], *node.args[2:4]) for text in _texts(each))
            elif name == "Setting":
                yield from _row(node)
        elif isinstance(node, ast.FunctionDef) and node.name in TELLING:
            yield from _answers(node, tree)


def _worded(texts: Iterator[str]) -> Iterator[str]:
    """Those of several words: one alone is a state."""
    return (text for text in texts if " " in text)


def _answers(function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """What ``function`` may return, its module's constants by their values."""
    constants = {_name(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            for part in ast.walk(node.value):
                if isinstance(part, ast.Name) and part.id in constants:
                    yield from _texts(constants[part.id])
            yield from _texts(node.value)


def _error(node: ast.Call) -> Iterator[str]:
    for argument in node.args[:2]:
        yield from _texts(argument)
    for name in ("message", "action"):
        yield from _keyword(node, name)


def _row(node: ast.Call) -> Iterator[str]:
    """Label, help and group of a setting."""
    for argument in node.args[3:6]:
        yield from _texts(argument)
    for name in ("label", "help", "group"):
        yield from _keyword(node, name)


def _keyword(node: ast.Call, name: str) -> Iterator[str]:
    for keyword in node.keywords:
        if keyword.arg == name:
            yield from _texts(keyword.value)


def _texts(node: ast.expr) -> Iterator[str]:
    """What a literal says; both branches of a choice; an f-string with its values numbered."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value:
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        said, place = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                said += str(part.value)
            else:
                place += 1
                said += f"%{place}"
        if any(letter.isalpha() for letter in said):
            yield said


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


# The files


def update(file: Path, texts: list[Text]) -> list[Text]:
    """Write ``file`` anew with ``texts``, keeping what is translated. What is not, is returned."""
    known = _known(file)
    language = file.stem
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    context = None
    for text in texts:
        if text.context != context:
            lines += ["</context>"] if context is not None else []
            lines += ["<context>", f"    <name>{escape(text.context)}</name>"]
            context = text.context
        lines += _message(text, known.get((text.context, text.source), []))
    lines += ["</context>", "</TS>", ""]
    file.write_text("\n".join(lines), "utf-8")
    return [text for text in texts if not all(known.get((text.context, text.source)) or [""])]


def _known(file: Path) -> dict[tuple[str, str], list[str]]:
    """What ``file`` translates; of a file in a merge conflict both sides: writing it anew ends that."""
    text = file.read_text("utf-8") if file.exists() else ""
    if "<<<<<<<" not in text:
        return _messages(ElementTree.fromstring(text)) if text else {}  # noqa: S314 - our own file
    sides = (_side(text, mine=True), _side(text, mine=False))
    theirs, mine = (_messages(ElementTree.fromstring(side)) for side in sides)  # noqa: S314
    return theirs | {key: forms for key, forms in mine.items() if all(forms)}


def _side(text: str, *, mine: bool) -> str:
    """One side of every conflict in ``text``."""
    kept, side = [], None
    for line in text.splitlines():
        if line.startswith("<<<<<<<"):
            side = True
        elif line.startswith("=======") and side is not None:
            side = False
        elif line.startswith(">>>>>>>"):
            side = None
        elif side is None or side == mine:
            kept.append(line)
    return "\n".join(kept)


def _messages(root: ElementTree.Element) -> dict[tuple[str, str], list[str]]:
    found = {}
    for context in root.iter("context"):
        for message in context.iter("message"):
            said = message.find("translation")
            if said is not None:
                forms = [form.text or "" for form in said.iter("numerusform")] or [said.text or ""]
                found[context.findtext("name", ""), message.findtext("source", "")] = forms
    return found


def _message(text: Text, forms: list[str]) -> list[str]:
    done = bool(forms) and all(forms)
    state = "" if done else ' type="unfinished"'
    lines = ['    <message numerus="yes">' if text.plural else "    <message>"]
    lines.append(f"        <source>{escape(text.source)}</source>")
    if text.plural:
        lines.append(f"        <translation{state}>")
        lines += [f"            <numerusform>{escape(form)}</numerusform>" for form in forms or ["", ""]]
        lines.append("        </translation>")
    else:
        lines.append(f"        <translation{state}>{escape(forms[0] if forms else '')}</translation>")
    return [*lines, "    </message>"]


def main() -> int:
    texts = collect()
    for file in sorted((ROOT / "resources/languages").glob("*.ts")):
        missing = update(file, texts)
        for text in missing:
            print(f"{file.name}: {text.context}: {text.source!r} is not translated", file=sys.stderr)
        print(f"{file.name}: {len(texts) - len(missing)} of {len(texts)} translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
