"""Hostile models through the real app: each is really loaded in the child and asked for a few tokens."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.ai.gguf import check_header
from edgechat.core.errors import EngineCrashed, ModelUnusable, OutOfMemory
from edgechat.core.processes import ChildSpec
from edgechat.edge import Edge
from tests.model.hostile import MEGABYTE, ask, children, own_memory
from tests.models.mutate import mutants
from tests.models.odd import odd_models
from tests.models.tiny_gguf import Draft, Tensor, draft, encode, write_tiny

FUZZ = int(os.environ.get("EDGECHAT_FUZZ", "40"))
SILENCE = 10.0  # seconds; a shorter patience than the app's, so that a hanging child costs the test less

pytestmark = pytest.mark.leaves_running


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with open_edge(tmp_path_factory.mktemp("home")) as opened:
        opened.ai._host._spec = ChildSpec("text", silence=SILENCE)
        yield opened
    assert children() == []


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("models") / "good.gguf")


def passing(candidates: Iterator[bytes], folder: Path, count: int) -> Iterator[Path]:
    """Files that the header check lets through: those that native code gets to see."""

    def write() -> Iterator[Path]:
        for number, content in enumerate(candidates):
            path = folder / f"{number}.gguf"
            path.write_bytes(content)
            try:
                check_header(path)
            except ModelUnusable:
                path.unlink()
                continue
            yield path
            path.unlink()

    return islice(write(), count)


def spoiled(seed: int) -> Iterator[bytes]:
    parts = draft()
    empty = [Tensor(each.name, each.shape, b"") for each in parts.tensors]
    header = len(encode(Draft(parts.pairs, empty)))
    return mutants(encode(parts), header=header, count=1 << 40, seed=seed)


@pytest.mark.timeout(0)
@pytest.mark.parametrize(("count", "seed"), [(FUZZ, 21), pytest.param(10_000, 22, marks=pytest.mark.soak)])
def test_spoiled_models_end_in_an_answer_or_an_error(
    edge: Edge, good: Path, tmp_path: Path, count: int, seed: int
) -> None:
    (tmp_path / "odd").mkdir()
    candidates = chain(
        passing(spoiled(seed), tmp_path, count // 2),
        passing(odd_models(count=1 << 40, seed=seed), tmp_path / "odd", count - count // 2),
    )
    ask(edge, good)
    before, ends = own_memory(), Counter[str]()
    for path in candidates:
        end = ask(edge, path)
        ends[type(end.error).__name__ if end.error else "answer"] += 1
        assert not isinstance(end.error, OutOfMemory), f"{end.error} {end.error.details}"
        assert len(children()) <= 1
    assert ends.total() == count and ends["answer"] and len(ends) > 1, ends
    assert own_memory() - before < 20 * MEGABYTE
    assert ask(edge, good).text


ENDLESS = (
    "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
    "{% endfor %}{% endfor %}{% endfor %}"
)
BOMBS = {
    "endless loop": ENDLESS,
    "endless output": ENDLESS.replace("{% endfor %}", "xxxxxxxx{% endfor %}", 1),
    "output at once": "{{ 'x' * 2000000000 }}",
    "doubling": "{% set n = namespace(t='x') %}{% for i in range(64) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
    "doubling lists": "{% set n = namespace(t=[1]) %}{% for i in range(64) %}{% set n.t = n.t + n.t %}"
    "{% endfor %}",
    "nesting": "{% set n = namespace(t=[]) %}{% for i in range(99) %}{% set n.t = [n.t, n.t] %}{% endfor %}"
    "{{ n.t }}",
    "padding": "{{ '%2000000000d' % 1 }}",
    "centring": "{{ 'x'.center(2000000000) }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "joining": "{{ range(9999) | join('x' * 200000) }}",
    "no template": "{% for",
}
ESCAPES = {
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attr filter": "{{ ''|attr('__class__') }}",
    "globals of a builtin": "{{ lipsum.__globals__['os'].popen('touch CANARY').read() }}",
    "globals of a class": "{{ cycler.__init__.__globals__.os.system('touch CANARY') }}",
    "globals of a function": "{{ raise_exception.__globals__['__builtins__']['open']('CANARY', 'w') }}",
    "globals of a namespace": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__.__builtins__.open('CANARY', 'w') }}",
    "environment": "{{ self._TemplateReference__context.environment }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(raise_exception) }}",
    "format_map": "{{ '{m.__class__}'.format_map({'m': messages}) }}",
    "generator frame": "{{ (messages | map('upper')).gi_frame.f_globals }}",
    "index": "{{ messages['__class__'] }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}{{ os.system('touch CANARY') }}",
    "changing": "{{ messages.append('x') }}{{ messages.clear() }}",
}


@pytest.mark.parametrize("template", [pytest.param(text, id=name) for name, text in BOMBS.items()])
def test_a_template_that_costs_too_much_is_refused(
    edge: Edge, good: Path, tmp_path: Path, template: str
) -> None:
    before = own_memory()
    end = ask(edge, write_tiny(tmp_path / "bomb.gguf", template=template))
    assert isinstance(end.error, ModelUnusable) and "chat template" in end.error.message
    assert own_memory() - before < 20 * MEGABYTE
    assert ask(edge, good).text


@pytest.mark.parametrize("template", [pytest.param(text, id=name) for name, text in ESCAPES.items()])
def test_a_template_cannot_leave_its_cage(edge: Edge, good: Path, tmp_path: Path, template: str) -> None:
    canary = tmp_path / "canary"
    path = write_tiny(tmp_path / "escape.gguf", template=template.replace("CANARY", str(canary)))
    end = ask(edge, path)
    assert not canary.exists()
    assert end.error is None or isinstance(end.error, ModelUnusable)
    assert "built-in" not in str(end.error) and "root:" not in str(end.error)
    assert ask(edge, good).text


def test_a_template_that_refuses_system_messages_gets_them_otherwise(edge: Edge, tmp_path: Path) -> None:
    template = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system here') }}{% endif %}"
        "{{ m.content }}{% endfor %}"
    )
    assert ask(edge, write_tiny(tmp_path / "strict.gguf", template=template)).error is None


def test_a_template_that_refuses_everything_is_quoted(edge: Edge, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "refusing.gguf", template="{{ raise_exception('not \\x1b[2Jtoday') }}")
    end = ask(edge, path)
    assert isinstance(end.error, ModelUnusable) and "today" in end.error.message
    assert "\x1b" not in end.error.message


def test_a_model_that_kills_its_child_is_not_tried_in_a_loop(edge: Edge, good: Path, tmp_path: Path) -> None:
    """Two tokens of one text: llama.cpp ends its process over it."""
    parts = draft()
    tokens = next(pair for pair in parts.pairs if pair.key == "tokenizer.ggml.tokens")
    tokens.value[1][300] = tokens.value[1][301]
    path = tmp_path / "twins.gguf"
    path.write_bytes(encode(parts))
    first, second = ask(edge, path), ask(edge, path)
    assert type(first.error) is type(second.error) is EngineCrashed
    assert second.error is not None and "before" in second.error.action
    assert ask(edge, good).text
