"""What a model thought before an answer: kept beside the text, never in it, never told to a model again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import ReasoningArrived, TextArrived
from edgechat.chat.parts import ReasoningPart, from_json, to_json
from edgechat.chat.thoughts import Thoughts
from edgechat.core.errors import EngineCrashed
from tests.fakes import FakeAi, Stall, Thought
from tests.unit.cli_bench import Cli

Published = Callable[[type], list[Any]]


def test_it_is_a_part_of_its_own_and_told_while_it_comes(
    chat: Chat, fake_ai: FakeAi, published: Published
) -> None:
    fake_ai.replies.append([Thought("One "), Thought("and one."), "Two", "."])
    answer = chat.send("Sum?")
    assert answer.text == "Two."
    assert answer.reasoning is not None and answer.reasoning.text == "One and one."
    assert next(type(part) for part in answer.parts) is ReasoningPart
    assert [each.text for each in published(ReasoningArrived)] == ["One ", "and one."]
    assert [each.text for each in published(TextArrived)] == ["Two", "."]
    assert chat.messages(answer.conversation)[1] == answer


def test_it_is_not_told_to_the_model_again(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append([Thought("Secret."), "Two."])
    first = chat.send("Sum?")
    chat.send("And now?", conversation=first.conversation)
    assert "Secret" not in repr(fake_ai.prompt()) and ("assistant", "Two.") in fake_ai.prompt()


def test_what_was_only_thought_is_kept_and_answers_nothing(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append([Thought("Hm, "), EngineCrashed("It died.")])
    reply = chat.send("Sum?", stream=True)
    with suppress(EngineCrashed):
        list(reply)
    kept = chat.messages(reply.conversation)[1]
    assert (kept.state, kept.text) == ("failed", "") and kept.reasoning is not None
    chat.send("Again?", conversation=reply.conversation)
    assert "Hm" not in repr(fake_ai.prompt())


def test_a_stop_keeps_it(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append([Thought("Hm."), stall])
    with chat.send("Sum?", stream=True) as reply:
        assert next(reply) == ""
        arrived = chat.messages(reply.conversation)[1].reasoning
        assert arrived is not None and arrived.text == "Hm."
    stopped = chat.messages(reply.conversation)[1]
    assert stopped.state == "stopped" and stopped.reasoning is not None and stopped.reasoning.text == "Hm."


def test_branches_and_copies_carry_it(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.extend([[Thought("First."), "a"], [Thought("Second."), "b"]])
    answer = chat.send("Sum?")
    chat.regenerate(answer.id)
    told = [each.reasoning and each.reasoning.text for each in chat.branches(answer.id)]
    assert told == ["First.", "Second."]
    copy = chat.duplicate(answer.conversation)
    assert chat.messages(copy.id)[1].reasoning is not None


def test_search_passes_it_by(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append([Thought("quicksilver"), "Two."])
    chat.send("Sum?")
    assert not chat.search("quicksilver") and chat.search("Two")


def test_documents_hold_it_folded_and_a_file_brings_it_back(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append([Thought("One <and> one."), "Two."])
    answer = chat.send("Sum?")
    page = chat.export([answer.conversation], "html").decode()
    assert "<details><summary>Reasoning</summary>" in page and "One &lt;and&gt; one." in page
    assert "> Reasoning: One <and> one." in chat.export([answer.conversation], "md").decode()
    (back,) = chat.import_json(chat.export([answer.conversation]))
    assert chat.messages(back.id)[1].reasoning == answer.reasoning


def test_the_time_it_took_ends_with_the_first_word() -> None:
    ticks = iter([10.0, 12.5])
    thoughts = Thoughts(lambda: next(ticks))
    assert (thoughts.grow("a"), thoughts.grow("a"), thoughts.grow("abc")) == ("a", "", "bc")
    thoughts.end()
    thoughts.end()
    assert thoughts.before(()) == (ReasoningPart("abc", 2500),)
    assert Thoughts().before(()) == ()


def test_half_a_character_does_not_break_it(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append([Thought("\ud83d"), "Two."])
    assert chat.send("Sum?").reasoning == chat.messages(chat.conversations()[0].id)[1].reasoning


def test_an_older_file_says_nothing_of_the_time() -> None:
    assert from_json({"type": "reasoning", "text": "a"}) == ReasoningPart("a")
    assert from_json(to_json(ReasoningPart("a", 7))) == ReasoningPart("a", 7)


def test_titles_are_written_without_it(fake_ai: FakeAi) -> None:
    from edgechat.chat.writing_ahead import title

    title(fake_ai, "small", "What is bread?", "Flour and water.")  # type: ignore[arg-type]
    assert fake_ai.calls[-1][1]["think"] is False


def test_the_command_line_keeps_it_off_the_answer(cli: Cli, fake_ai: FakeAi) -> None:
    reply = [Thought("One and one."), "Two."]
    fake_ai.replies.extend([reply, reply, reply])
    assert cli("ask", "Sum?") == (0, "Two.\n", "")
    assert cli("ask", "Sum?", "--show-reasoning") == (0, "Two.\n", "One and one.\n")
    document = json.loads(cli("ask", "Sum?", "--json").out)
    assert (document["text"], document["reasoning"]) == ("Two.", "One and one.")


def test_a_run_has_it_in_its_result(cli: Cli, fake_ai: FakeAi) -> None:
    reply = [Thought("One and one."), "Two."]
    fake_ai.replies.extend([reply, reply])
    assert json.loads(cli("run", "small", '{"prompt": "Sum?"}').out)["reasoning"] == "One and one."
    events = cli("run", "small", '{"prompt": "Sum?"}', "--stream").out.split("\n\n")
    assert json.loads(events[0].removeprefix("data: ")) == {"response": "Two."}
    assert json.loads(events[1].removeprefix("data: "))["reasoning"] == "One and one."
