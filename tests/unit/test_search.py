"""Search: what is typed is found in every branch, in any script, with its place shown; nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgechat.chat.chat import Chat
from edgechat.chat.query import LONGEST, parse
from edgechat.chat.search import FIND_MESSAGES, LENGTH, Hit, snippet_of
from edgechat.chat.store import Store
from tests.fakes import FakeAi, FakeClock


@pytest.fixture
def store(chat: Chat) -> Store:
    return chat._store


def put(store: Store, *texts: str, title: str = "") -> str:
    place = store.create(now=1.0, title=title)
    for text in texts:
        store.append(place.id, "user", text, state="complete", now=2.0)
    return place.id


def texts(hits: list[Hit]) -> list[str]:
    return [hit.snippet for hit in hits]


def marked(hit: Hit) -> list[str]:
    return [hit.snippet[begin:end] for begin, end in hit.marks]


def test_the_last_word_may_be_unfinished(chat: Chat, store: Store) -> None:
    put(store, "The kettle is on the stove")
    for typed in ("k", "ket", "kettle", "stove the ke", "KETTLE STO"):
        [hit] = chat.search(typed)
        assert hit.snippet == "The kettle is on the stove"
    assert chat.search("ket stove") == []
    assert chat.search("ket ") == [] and len(chat.search("kettle ")) == 1


def test_phrases_and_words_that_must_not_be_there(chat: Chat, store: Store) -> None:
    put(store, "red green blue", "green red blue", "red blue")
    assert texts(chat.search('"red green"')) == ["red green blue"]
    assert texts(chat.search('"red gr')) == ["red green blue"]
    assert texts(chat.search("blue -green")) == ["red blue"]
    assert texts(chat.search('blue -"green red"')) == ["red blue", "red green blue"]
    assert chat.search("-green") == []


def test_case_accents_and_width_do_not_matter(chat: Chat, store: Store) -> None:
    put(store, "Ein Café in ÅRHUS, ｆｕｌｌ width")
    for typed in ("cafe", "CAFÉ", "århus", "arhus", "full", "cafe\u0301"):
        [hit] = chat.search(typed)
        assert len(marked(hit)) == 1
    assert marked(chat.search("cafe arhus")[0]) == ["Café", "ÅRHUS"]


def test_names_in_code_are_found_by_their_parts(chat: Chat, store: Store) -> None:
    put(store, "call os.path.join(user_name) -> str")
    for typed in ("path", "os.path", "user", "name", "user_name", "join(u"):
        assert len(chat.search(typed)) == 1, typed
    assert marked(chat.search("os.path")[0]) == ["os.path"]


@pytest.mark.parametrize(
    ("text", "typed", "marks"),
    [
        ("今天天气很好，我们去公园吧。", "天气", ["天气"]),
        ("今天天气很好，我们去公园吧。", "公", ["公"]),
        ("東京タワーへ行きました", "タワー", ["タワー"]),
        ("東京タワーへ行きました", "ﾀﾜｰ", ["タワー"]),
        ("ฉันชอบกินข้าวผัด", "ข้าว", ["ข้าว"]),
        ("ฉันชอบกินข้าวผัด", "กินข้าว", ["กินข้าว"]),
        ("ذهبتُ إلى المكتبة أمسِ", "المكت", ["المكت"]),
        ("هذا كِتَابٌ جميل", "كتاب", ["كِتَاب"]),
        ("هذا كـــتاب جميل", "كتاب", ["كـــتاب"]),
        ("저는 한국어를 배웁니다", "한국어", ["한국어"]),
        ("मुझे हिन्दी पसंद है", "हिन्दी", ["हिन्दी"]),
        ("זה סֵפֶר טוב", "ספר", ["סֵפֶר"]),
        ("iPhone手机很贵", "手机", ["手机"]),
    ],
)
def test_every_script(chat: Chat, store: Store, text: str, typed: str, marks: list[str]) -> None:
    put(store, text, "another text without it")
    [hit] = chat.search(typed)
    assert marked(hit) == marks


@pytest.mark.parametrize("typed", ["气天", "天很", "ข้าวกิน", "タ京"])
def test_signs_in_another_order_are_not_found(chat: Chat, store: Store, typed: str) -> None:
    put(store, "今天天气很好", "ฉันชอบกินข้าวผัด", "東京タワー")
    assert chat.search(typed) == []


def test_titles_come_first_and_pages_follow_each_other(chat: Chat, store: Store) -> None:
    first = put(store, "a needle here", "another needle", title="Sewing")
    second = put(store, title="The needle")
    hits = chat.search("needle")
    assert [(hit.conversation, hit.message is None) for hit in hits] == [
        (second, True),
        (first, False),
        (first, False),
    ]
    assert hits[1].snippet == "another needle" and hits[1].title == "Sewing"
    paged = [hit for page in range(4) for hit in chat.search("needle", limit=1, offset=page)]
    assert paged == hits


def test_a_title_is_found_by_its_new_name_only(chat: Chat) -> None:
    place = chat.create(title="Old name")
    chat.rename(place.id, "Fresh name")
    assert chat.search("old") == []
    assert chat.search("fresh")[0].message is None


def test_other_branches_are_found_and_say_so(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.extend(["An aardvark.", "A zebra."])
    first = chat.send("Which animal?")
    chat.regenerate(first.id)
    [aside] = chat.search("aardvark")
    assert (aside.message, aside.shown) == (first.id, False)
    assert chat.search("zebra")[0].shown
    chat.choose(first.id)
    assert chat.search("aardvark")[0].shown and not chat.search("zebra")[0].shown


def test_deleted_conversations_are_not_found_until_restored(chat: Chat, clock: FakeClock) -> None:
    place = chat.send("Where is Timbuktu?").conversation
    chat.delete(place)
    assert chat.search("timbuktu") == []
    chat.restore(place)
    assert len(chat.search("timbuktu")) == 2  # title and message
    chat.delete(place)
    clock.pass_time(10)
    assert chat.purge(1) == 1
    assert chat.search("timbuktu") == []


def test_an_answer_is_found_once_it_has_ended(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Ver", "million."])
    with chat.send("Which red?", stream=True) as reply:
        next(reply)
        assert chat.search("ver") == []
        list(reply)
    assert texts(chat.search("vermillion")) == ["Vermillion."]


def test_a_snippet_is_one_line_around_the_first_match() -> None:
    text = "word " * 100 + "\n\n  the   needle\n" + "word " * 100
    snippet, [(begin, end)] = snippet_of(text, parse("needle"))
    assert snippet[begin:end] == "needle"
    assert snippet.startswith("…word") and snippet.endswith("…") and "\n" not in snippet
    assert len(snippet) <= LENGTH + 2


HOSTILE = (
    *("", " ", '"', '""', "-", "--", '-"', "*", "a*", "^a", "a AND", "OR", "NOT", "NEAR(a b)", "NEAR("),
    *("text:a", "{a b}:c", "a + b", "(", ")", "((((", "'", "';--", "\\", "\0", "a\0b", "\ud800", "a\ud800b"),
    *("%", "_", "-a -b", '"a" "', "\u0301", "\u200d", "🙂", "messages_fts", "rowid:1", "a:b", "-text:a"),
    *("ﷺ", "ǆ", "a" * 5000, "a " * 5000, '"a ' * 5000, "天" * 5000, "(" * 5000),
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_typing_is_only_text(chat: Chat, store: Store, typed: str) -> None:
    put(store, "a b c 天 text OR AND")
    for hit in chat.search(typed):
        assert hit.snippet


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text('ab"-*():^ 天กا', max_size=30))
def test_no_typing_raises(chat: Chat, typed: str) -> None:
    chat.search(typed)
    assert len(parse(typed * 50).wanted) <= LONGEST


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=400), st.text(min_size=1, max_size=8))
def test_marks_lie_within_their_snippet(text: str, typed: str) -> None:
    snippet, marks = snippet_of(text + typed + text, parse(typed))
    ends = [0, *(place for mark in marks for place in mark), len(snippet)]
    assert ends == sorted(ends)
    assert "\n" not in snippet


def test_a_common_word_is_not_read_to_its_end(store: Store) -> None:
    """Its list is read from the newest on and left at the limit: nothing is sorted."""
    plan = store._database.rows(f"EXPLAIN QUERY PLAN {FIND_MESSAGES}", ("the", 50, 0))
    steps = [step[-1] for step in plan]
    assert steps[0].startswith("SCAN f VIRTUAL TABLE")
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN m") for step in steps)


def test_half_a_typed_word_is_marked_by_what_was_typed() -> None:
    assert snippet_of("Kettles and kettle", parse("kett")) == ("Kettles and kettle", ((0, 4), (12, 16)))
    assert snippet_of("Kettles and kettle", parse("kettle ")) == ("Kettles and kettle", ((12, 18),))
