"""Export and import: nothing is lost on the way, hostile files bring in nothing, pages fetch nothing."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgechat.ai.values import Timing, Usage
from edgechat.chat import importing
from edgechat.chat.chat import Chat
from edgechat.chat.conversation import Conversation, ConversationChanged, Failure, Message
from edgechat.chat.export import document, names
from edgechat.chat.filenames import LONGEST, file_name, visible
from edgechat.chat.importing import import_bytes, read_file
from edgechat.chat.parts import (
    AttachmentPart,
    CitationPart,
    Part,
    ReasoningPart,
    SearchedPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from edgechat.chat.portable import Whole, encode
from edgechat.chat.store import Store
from edgechat.chat.text import fitting_title
from edgechat.chat.wording import source_of
from edgechat.core.errors import DataNewer, InvalidInput, NotFound
from edgechat.core.markup import to_html
from tests.fakes import FakeAi
from tests.ui.hostile import CORPUS

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
SHA = "ab" * 32
SECONDS = st.floats(0, 4e9)
COUNTS = st.integers(0, 1 << 40)
PARTS = st.lists(
    st.one_of(
        st.builds(TextPart, TEXT.filter(bool)),
        st.builds(ReasoningPart, TEXT),
        st.builds(AttachmentPart, TEXT, TEXT, st.just(SHA), st.integers(0, 1 << 50)),
        st.builds(ToolCallPart, TEXT, TEXT, TEXT),
        st.builds(ToolResultPart, TEXT, TEXT, st.booleans()),
        st.builds(SearchedPart, st.integers(0, 99)),
        st.builds(CitationPart, COUNTS, TEXT, TEXT, COUNTS, COUNTS, COUNTS, TEXT),
    ),
    max_size=3,
).map(tuple)


def from_parts(parts: tuple[Part, ...], **fields: Any) -> Message:
    text = "".join(part.text for part in parts if isinstance(part, TextPart))
    return Message(conversation="c", text=text, parts=parts, **fields)


MESSAGES = st.builds(
    from_parts,
    PARTS,
    id=st.just(""),
    parent=st.none(),
    role=st.sampled_from(["system", "user", "assistant"]),
    state=st.sampled_from(["complete", "stopped", "failed", "interrupted"]),
    created_at=SECONDS,
    model=st.none() | TEXT,
    finish_reason=st.sampled_from([None, "stop", "length"]),
    usage=st.builds(Usage, COUNTS, COUNTS, COUNTS),
    timing=st.builds(Timing, queue_ms=st.floats(0, 1e9)),
    error=st.none() | st.builds(Failure, st.integers(0, 9999), TEXT, TEXT),
    pinned=st.booleans(),
)
OPTIONS = st.fixed_dictionaries(
    {}, optional={"temperature": st.floats(0, 2), "stop": st.lists(TEXT, max_size=3)}
)
PLACES = st.builds(
    Conversation,
    st.just("c"),
    TEXT,
    created_at=SECONDS,
    updated_at=SECONDS,
    model=st.none() | TEXT,
    system=st.none() | TEXT,
    pinned=st.booleans(),
    options=OPTIONS,
    titled_by=st.sampled_from(["first line", "model", "person"]),
)


@st.composite
def wholes(draw: st.DrawFn) -> Whole:
    """A conversation with a tree of any shape; a leaf of it is on show."""
    from dataclasses import replace

    made: list[Message] = []
    for number, message in enumerate(draw(st.lists(MESSAGES, max_size=8))):
        parent = draw(st.integers(-1, number - 1))
        made.append(replace(message, id=f"m{number}", parent=None if parent < 0 else f"m{parent}"))
    leaves = [each.id for each in made if each.id not in {other.parent for other in made}]
    return Whole(draw(PLACES), tuple(made), draw(st.sampled_from(leaves)) if leaves else None)


def renamed(content: bytes) -> Any:
    """The document with every id replaced by its place in the file."""
    ids = {each: str(number) for number, each in enumerate(re.findall(rb'"id": "([^"]*)",\n', content))}
    known = {each.decode(): number for each, number in ids.items()}
    document = json.loads(content)
    for place in document["conversations"]:
        place["id"], place["shown"] = "", known.get(place.get("shown"))
        for message in place["messages"]:
            message["id"], message["parent"] = known[message["id"]], known.get(message["parent"])
    return document


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(wholes(), max_size=3))
def test_what_is_exported_comes_back_the_same(chat: Chat, given_: list[Whole]) -> None:
    from dataclasses import replace

    distinct = [
        Whole(
            replace(whole.conversation, title=fitting_title(whole.conversation.title)),
            tuple(replace(m, id=f"{n}{m.id}", parent=m.parent and f"{n}{m.parent}") for m in whole.messages),
            whole.shown and f"{n}{whole.shown}",
        )
        for n, whole in enumerate(given_)
    ]
    content = encode(distinct, now=5.0)
    made = chat.import_json(content)
    again = encode([chat._whole(place.id) for place in made], now=5.0)
    assert [each["messages"] for each in renamed(again)["conversations"]] == [
        each["messages"] for each in renamed(content)["conversations"]
    ]
    assert renamed(again) == renamed(content)


@pytest.fixture
def store(chat: Chat) -> Store:
    return chat._store


def count(store: Store) -> tuple[int, int]:
    ask = store._database.value
    return ask("SELECT count(*) FROM conversations"), ask("SELECT count(*) FROM messages")


def test_importing_twice_makes_copies(
    chat: Chat, store: Store, fake_ai: FakeAi, published: Callable[[type], list[Any]]
) -> None:
    fake_ai.replies.extend(["One.", "Two."])
    first = chat.send("Count", system="Be brief.")
    chat.regenerate(first.id)
    content = chat.export([first.conversation])
    before = chat.messages(first.conversation)
    made = [*chat.import_json(content), *chat.import_json(content)]
    assert len({first.conversation, *(place.id for place in made)}) == 3
    assert count(store) == (3, 9)
    assert chat.messages(first.conversation) == before
    for place in made:
        assert [m.text for m in chat.messages(place.id)] == ["Count", "Two."]
        assert [m.text for m in chat.branches(chat.messages(place.id)[1].id)] == ["One.", "Two."]
        assert place.system == "Be brief." and place.message_count == 3
        assert place in [event.conversation for event in published(ConversationChanged)]


def test_an_answer_that_is_being_written_is_exported_so_far(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Half ", "more"])
    with chat.send("Go", stream=True) as reply:
        next(reply)
        exported = json.loads(chat.export([reply.conversation]))["conversations"][0]["messages"][1]
        list(reply)
    assert exported["parts"] == [{"type": "text", "text": "Half "}]
    assert exported["state"] == "interrupted"


def edited(change: Callable[[Any], Any]) -> bytes:
    message = {
        "id": "a",
        "parent": None,
        "role": "user",
        "state": "complete",
        "created_at": 1.0,
        "parts": [{"type": "text", "text": "Hi"}],
    }
    good = {
        "id": "good",
        "title": "Good",
        "created_at": 1,
        "updated_at": 1,
        "messages": [message],
        "shown": "a",
    }
    bad = json.loads(json.dumps(good))
    content = {"format": "edgechat-conversations", "version": 1, "conversations": [good, bad]}
    change(bad)
    return json.dumps(content).encode()


def test_a_small_file_written_by_hand_is_taken(chat: Chat) -> None:
    assert [place.title for place in chat.import_json(edited(lambda bad: None))] == ["Good", "Good"]
    assert len(chat.import_json(b"\xef\xbb\xbf" + edited(lambda bad: None))) == 2


SPOILED: dict[str, Callable[[Any], Any]] = {
    "no title": lambda bad: bad.pop("title"),
    "a field nobody knows": lambda bad: bad.update(extra=1),
    "a number for a title": lambda bad: bad.update(title=5),
    "a time before time": lambda bad: bad.update(created_at=-1),
    "a time after time": lambda bad: bad.update(updated_at=1e300),
    "a text for a time": lambda bad: bad.update(updated_at="soon"),
    "an unknown author of the title": lambda bad: bad.update(titled_by="fate"),
    "an option nobody has": lambda bad: bad.update(options={"spell": 1}),
    "an option out of range": lambda bad: bad.update(options={"temperature": -4}),
    "an option too long": lambda bad: bad.update(options={"stop": "x" * 300_000}),
    "shows what it has not": lambda bad: bad.update(shown="b"),
    "a lone surrogate": lambda bad: bad.update(title="\ud800"),
    "a role nobody has": lambda bad: bad["messages"][0].update(role="god"),
    "still being written": lambda bad: bad["messages"][0].update(state="streaming"),
    "its own parent": lambda bad: bad["messages"][0].update(parent="a"),
    "a parent elsewhere": lambda bad: bad["messages"][0].update(parent="good"),
    "the same id twice": lambda bad: bad["messages"].append(bad["messages"][0]),
    "an empty id": lambda bad: bad["messages"][0].update(id=""),
    "a part of no kind": lambda bad: bad["messages"][0].update(parts=[{"text": "x"}]),
    "a part of another kind": lambda bad: bad["messages"][0].update(parts=[{"type": "spell", "text": "x"}]),
    "a part with more": lambda bad: bad["messages"][0].update(parts=[{"type": "text", "text": "x", "y": 1}]),
    "a hash that is none": lambda bad: bad["messages"][0].update(
        parts=[{"type": "attachment", "name": "a", "media_type": "b", "sha256": "../../etc", "size": 1}]
    ),
    "negative tokens": lambda bad: bad["messages"][0].update(usage={"prompt_tokens": -1}),
    "too many tokens": lambda bad: bad["messages"][0].update(usage={"prompt_tokens": 1 << 70}),
    "too many parts": lambda bad: bad["messages"][0].update(parts=bad["messages"][0]["parts"] * 10_001),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_one_bad_conversation_brings_in_nothing(chat: Chat, store: Store, spoiled: str) -> None:
    with pytest.raises(InvalidInput) as told:
        chat.import_json(edited(SPOILED[spoiled]))
    assert len(str(told.value)) < 600
    assert count(store) == (0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"{}",
        b'{"format": "other", "version": 1}',
        b"[" * 100_000,
        b'{"format": ' * 50_000,
        b'{"format": "edgechat-conversations", "version": 1}',
        b'{"format": "edgechat-conversations", "version": 0, "conversations": []}',
        b'{"format": "edgechat-conversations", "version": 1, "conversations": [NaN]}',
        edited(lambda bad: bad.update(options={"response_format": None})).replace(
            b"null}", b"[" * 5000 + b"]" * 5000 + b"}"
        ),
    ],
)
def test_what_is_no_export_is_told_in_one_sentence(chat: Chat, store: Store, content: bytes) -> None:
    with pytest.raises(InvalidInput) as told:
        chat.import_json(content)
    assert told.value.action and len(str(told.value)) < 600
    assert count(store) == (0, 0)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 700), st.binary(min_size=1, max_size=3))
def test_damaged_bytes_bring_in_all_or_nothing(chat: Chat, at: int, noise: bytes) -> None:
    store, content = chat._store, edited(lambda bad: None)
    before = count(store)
    try:
        import_bytes(store, content[:at] + noise + content[at + len(noise) :])
    except (InvalidInput, DataNewer):
        assert count(store) == before
    else:
        assert count(store) == (before[0] + 2, before[1] + 2)


def test_a_newer_file_is_refused_in_a_sentence(chat: Chat) -> None:
    newer = b'{"format": "edgechat-conversations", "version": 2, "conversations": {"new": "shape"}}'
    with pytest.raises(DataNewer, match=r"newer EdgeChat .* Update EdgeChat"):
        chat.import_json(newer)


def test_a_long_line_of_messages_is_brought_in(chat: Chat) -> None:
    messages = tuple(
        Message(str(n), "c", str(n - 1) if n else None, "user", "x", "complete", created_at=1.0)
        for n in range(3000)
    )
    place = Conversation("c", "Long", created_at=1.0, updated_at=1.0)
    [made] = chat.import_json(encode([Whole(place, messages, "2999")], now=1.0))
    assert len(chat.messages(made.id)) == 3000


def test_only_files_of_bearable_size_are_read(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(b"x" * 11)
    assert read_file(file) == b"x" * 11
    for wrong in (tmp_path, tmp_path / "a\0b"):
        with pytest.raises(InvalidInput):
            read_file(wrong)
    with pytest.raises(InvalidInput, match="larger"):
        read_file(file, limit=10)
    with pytest.raises(NotFound):
        read_file(tmp_path / "absent")
    assert importing.MAX_BYTES == 200_000_000


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folder")
def test_a_folder_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not a file"):
        read_file(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput):
        read_file(tmp_path / "pipe")


# Markdown and HTML


def whole(*messages: Message, title: str = "Title", system: str | None = None) -> Whole:
    place = Conversation("c1d2e3f4", title, created_at=0.0, updated_at=0.0, system=system)
    return Whole(place, messages, messages[-1].id if messages else None)


RICH = whole(
    Message("1", "c", None, "user", "Two *stars*?", "complete", created_at=0.0, pinned=True),
    from_parts(
        (
            ReasoningPart("Let me\nthink."),
            TextPart("Yes:\n\n```py\nprint(1)\n```"),
            ToolCallPart("t", "add", '{"a": "```"}'),
            ToolResultPart("t", "3", is_error=True),
            AttachmentPart("gpj.\u202eexe", "image/png", SHA, 1234),
        ),
        id="2",
        parent="1",
        role="assistant",
        state="failed",
        created_at=0.0,
        model="small",
        error=Failure(1, "It broke.", ""),
        siblings=3,
        sibling=1,
    ),
    title="A\nline",
    system="Be brief.",
)


def test_markdown_says_everything_that_was_said() -> None:
    text = document([RICH], "md", now=0.0).decode()
    assert text.startswith("# A line\n")
    assert "> System prompt: Be brief." in text
    assert "## You, 1970" in text or "## You, 1969" in text
    assert "Two *stars*?\n\n*pinned*" in text
    assert "> Reasoning: Let me\n> think." in text
    assert '````json\n{"a": "```"}\n````' in text
    assert "Tool error:\n\n```\n3\n```" in text
    assert "Attached: `` gpj.\\u202eexe `` (image/png, 1,234 bytes)" in text
    assert "*version 2 of 3; failed; It broke.*" in text


class Page(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


FETCHING = {
    "img",
    "script",
    "iframe",
    "link",
    "object",
    "embed",
    "video",
    "audio",
    "source",
    "svg",
    "base",
    "form",
}


def assert_fetches_nothing(page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in FETCHING
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in (
                "src",
                "style",
                "background",
                "srcset",
                "poster",
            )
            if name == "href":
                assert (value or "").split(":")[0].lower() in ("http", "https", "mailto")


def test_a_page_needs_nothing_else() -> None:
    content = document([RICH], "html", now=0.0)
    page = Page(content)
    assert_fetches_nothing(page)
    assert b"default-src &#x27;none&#x27;" in content and b"prefers-color-scheme: dark" in content
    assert b"url(" not in content and b"@import" not in content
    assert ("code", {"class": "language-py"}) in page.tags and ("em", {}) in page.tags
    for said in ("A line", "Be brief.", "print(1)", "Let me", '{"a": "```"}', "gpj.\\u202eexe", "It broke."):
        assert said in page.text


def test_hostile_words_stay_words_on_a_page() -> None:
    said = [
        from_parts((TextPart(text), ReasoningPart(text)), id=str(n), parent=str(n - 1) if n else None,
                   role="user", state="complete", created_at=0.0, model=text)
        for n, text in enumerate(CORPUS)
    ]  # fmt: skip
    hostile = '"><script>alert(1)</script><img src=x onerror=y>'
    odd = from_parts(
        (
            ToolCallPart(hostile, hostile, hostile),
            ToolResultPart(hostile, hostile),
            AttachmentPart(hostile, hostile, SHA, 1),
        ),
        id="x",
        parent=str(len(CORPUS) - 1),
        role="assistant",
        state="failed",
        created_at=0.0,
        model=hostile,
        error=Failure(1, hostile, hostile),
    )
    page = Page(document([whole(*said, odd, title=hostile, system=hostile)], "html", now=0.0))
    assert_fetches_nothing(page)
    assert hostile in page.text


def test_text_that_formatting_would_swallow_is_shown() -> None:
    lost = whole(Message("1", "c", None, "user", "#", "complete", created_at=0.0))
    assert "#" in Page(document([lost], "html", now=0.0)).text.split("Title")[-1]


def test_many_lines_that_formatting_swallows_do_not_hang() -> None:
    began = time.monotonic()
    assert to_html("#\n" * 20_000).count("#") == 20_000
    assert time.monotonic() - began < 30  # a second, unless lines are counted anew for each


def test_several_conversations_make_one_document() -> None:
    for kind in ("md", "html"):
        text = document([whole(title="First"), whole(title="Second")], kind, now=0.0).decode()
        assert text.index("First") < text.index("Second")
    with pytest.raises(InvalidInput):
        document([RICH], "pdf", now=0.0)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plain title", "Plain title"),
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("-rf", "rf"),
        ("", "conversation"),
        ("...", "conversation"),
        ("con", "con _"),
        ("LPT1.txt", "LPT1.txt _"),
        ("line\nbreak\t\0nul", "line break nul"),
        ("\u202egpj.exe", "gpj.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("e\u0301", "é"),
        ("今天天气", "今天天气"),
    ],
)
def test_file_names_from_titles(title: str, name: str) -> None:
    assert file_name(title) == name


@given(st.text(max_size=300))
def test_no_title_makes_a_dangerous_file_name(title: str) -> None:
    name = file_name(title)
    assert name and len(name.encode()) <= LONGEST + 2
    assert not set(name) & set('<>:"/\\|?*\0\n') and name[0] not in " .-~" and name[-1] not in " ."


def test_equal_titles_make_different_files() -> None:
    places = [
        Conversation(n * 24, t, created_at=0.0, updated_at=0.0)
        for n, t in zip("abc", ("X", "x", "y"), strict=True)
    ]
    assert names(places, "md") == ["X aaaaaaaa.md", "x bbbbbbbb.md", "y.md"]


def test_names_show_what_they_hide() -> None:
    assert visible("a\u202eb\u200b\x1b") == "a\\u202eb\\u200b\\u001b"


def test_sources_follow_the_answer_in_every_form():
    source = CitationPart(1, "d", 'a<b>"c.pdf', 3, 0, 9, "<script>quote</script>")
    parts = (SearchedPart(2), TextPart("Three months. [1]"), source)
    answer = from_parts(parts, id="m", parent=None, role="assistant", state="complete", created_at=0.0)
    whole = Whole(Conversation("c", "Lease", 0.0, 0.0), (answer,), "m")
    told = document([whole], "md", now=0.0).decode()
    assert told.index("Three months.") < told.index('[1] a<b>"c.pdf, page 3') < told.index("> <script>quote")
    page = document([whole], "html", now=0.0).decode()
    assert "<script>" not in page
    assert (
        page.index("Three months.")
        < page.index("[1] a&lt;b&gt;&quot;c.pdf, page 3")
        < page.index("&lt;script")
    )
    (stored,) = json.loads(document([whole], "json", now=0.0))["conversations"][0]["messages"]
    assert [part["type"] for part in stored["parts"]] == ["searched", "text", "citation"]
    assert stored["parts"][2]["name"] == 'a<b>"c.pdf'


@pytest.mark.parametrize(
    ("name", "told"), [("talk.pptx", "slide"), ("Budget.XLSX", "sheet"), ("a.pdf", "page"), ("a", "page")]
)
def test_a_source_is_told_by_what_its_parts_are_called(name: str, told: str) -> None:
    assert source_of(CitationPart(1, "d", name, 3, 0, 9, "So.")) == f"[1] {name}, {told} 3"
    assert source_of(CitationPart(1, "d", name, 0, 0, 9, "So.")) == f"[1] {name}"
