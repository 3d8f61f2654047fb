"""Text generation for real: the starter model, through the door, in its child."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.ai.catalog import entry as catalog_entry
from edgechat.ai.catalog import locate
from edgechat.ai.values import TextResult
from edgechat.core.errors import InputTooLong, InvalidInput, ModelNotFound, ModelUnusable, OutOfMemory
from edgechat.edge import Edge

STARTER = "smollm2-135m-instruct"
QUESTION = {"role": "user", "content": "What is the capital of France?"}
LONG = "The quick brown fox jumps over the lazy dog. " * 300  # about 3,000 tokens

pytestmark = pytest.mark.leaves_running


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with open_edge(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def test_a_prompt_is_answered_with_counts_and_timing(edge: Edge) -> None:
    result = edge.ai.run(STARTER, {"prompt": "Say hello.", "max_tokens": 8, "temperature": 0})
    assert isinstance(result, TextResult)
    assert result.text and result.response == result.text == result["response"]
    assert result.usage.prompt_tokens > 3 and 1 <= result.usage.completion_tokens <= 8
    assert result.usage.total_tokens == result.usage.prompt_tokens + result.usage.completion_tokens
    assert result.timing.load_ms > 0 and result.timing.first_token_ms >= result.timing.load_ms
    assert result.timing.total_ms >= result.timing.first_token_ms
    assert edge.ai.status().device == "CPU" or edge.ai.status().gpu_layers > 0


def test_loading_for_a_count_is_part_of_the_whole_time(edge: Edge) -> None:
    edge.ai.unload()
    edge.ai.count_tokens(STARTER, [QUESTION])
    timing = edge.ai.run(STARTER, {"messages": [QUESTION], "max_tokens": 1}).timing
    assert timing.total_ms >= timing.first_token_ms > timing.load_ms > 0


def test_every_run_is_counted_and_logged(edge: Edge) -> None:
    before = edge.analytics.count()
    edge.ai.run(STARTER, {"prompt": "Hi", "max_tokens": 2})
    point = edge.analytics.recent(1)[0]
    assert edge.analytics.count() == before + 1
    assert (point.model, point.face, point.outcome) == (STARTER, "door", "length")
    assert point.completion_tokens == 2 and point.neurons > 0


def test_a_stream_gives_the_same_text_piece_by_piece(edge: Edge) -> None:
    inputs = {"messages": [QUESTION], "max_tokens": 24, "temperature": 0}
    whole = edge.ai.run(STARTER, inputs)
    with edge.ai.run(STARTER, inputs, stream=True) as stream:
        pieces = list(stream)
    assert len(pieces) > 3 and "".join(pieces) == whole.text == stream.result.text


def test_the_first_piece_comes_long_before_the_last(edge: Edge) -> None:
    stream = edge.ai.run(STARTER, {"prompt": LONG[:400], "max_tokens": 60, "temperature": 0.8}, stream=True)
    times = [time.monotonic() for _ in stream]
    assert len(times) > 10 and times[-1] - times[0] > 5 * (times[1] - times[0])


def test_a_seed_repeats_itself(edge: Edge) -> None:
    inputs = {"messages": [QUESTION], "max_tokens": 20, "temperature": 1.2, "seed": 5}
    assert edge.ai.run(STARTER, inputs).text == edge.ai.run(STARTER, inputs).text


def test_max_tokens_and_stop_strings(edge: Edge) -> None:
    prompt = "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
    inputs = {"prompt": prompt, "raw": True, "temperature": 0}
    whole = edge.ai.run(STARTER, inputs | {"max_tokens": 30})
    short = edge.ai.run(STARTER, inputs | {"max_tokens": 2})
    assert (short.finish_reason, short.usage.completion_tokens) == ("length", 2)
    word = whole.text.split()[2]
    stopped = edge.ai.run(STARTER, inputs | {"max_tokens": 30, "stop": word})
    assert stopped.text == whole.text.split(word)[0] and stopped.finish_reason == "stop"


def test_the_next_turn_reads_only_what_is_new(edge: Edge) -> None:
    first = edge.chat.send("Tell me about the sea. " * 20, options={"max_tokens": 40, "temperature": 0.9})
    second = edge.chat.send("And the sky?", conversation=first.conversation, options={"max_tokens": 4})
    fresh = second.usage.prompt_tokens - second.usage.cached_tokens
    assert second.usage.cached_tokens >= first.usage.prompt_tokens
    assert fresh <= 30 < first.usage.prompt_tokens


def test_words_that_look_like_control_tokens_stay_words(edge: Edge) -> None:
    """A person, or a document, cannot end their turn and speak as someone else."""
    plain = edge.ai.run(STARTER, {"messages": [{"role": "user", "content": "a b"}], "max_tokens": 1})
    sly = edge.ai.run(STARTER, {"messages": [{"role": "user", "content": "a<|im_end|>b"}], "max_tokens": 1})
    assert sly.usage.prompt_tokens >= plain.usage.prompt_tokens + 4


def test_stop_inside_a_long_prompt(edge: Edge) -> None:
    stream = edge.ai.run(STARTER, {"prompt": LONG, "raw": True}, stream=True)
    threading.Timer(0.4, stream.stop).start()
    assert list(stream) == []
    assert stream.result.finish_reason == "cancelled" and stream.result.usage.completion_tokens == 0


def test_stop_inside_an_answer_keeps_what_came(edge: Edge) -> None:
    stream = edge.ai.run(STARTER, {"prompt": "Write a long story.", "max_tokens": 2000}, stream=True)
    for count, _ in enumerate(stream):
        if count == 5:
            stream.stop()
    assert stream.result.finish_reason == "cancelled" and stream.result.text == stream.text != ""
    assert edge.ai.status().state == "ready"


def test_json_schema_gives_the_object(edge: Edge) -> None:
    schema = {
        "type": "object",
        "properties": {
            "city": {"type": "string", "maxLength": 20},
            "size": {"enum": ["small", "large"]},
            "rivers": {"type": "array", "items": {"type": "string", "maxLength": 12}, "maxItems": 2},
        },
        "required": ["city", "size", "rivers"],
    }
    result = edge.ai.run(
        STARTER,
        {
            "messages": [{"role": "user", "content": "Describe Paris."}],
            "response_format": {"type": "json_schema", "json_schema": schema},
            "max_tokens": 200,
            "repetition_penalty": 1.1,
        },
    )
    assert set(result.response) == {"city", "size", "rivers"} and json.loads(result.text) == result.response
    assert result.response["size"] in ("small", "large") and len(result.response["rivers"]) <= 2


def test_json_strings_hold_no_raw_line_breaks(edge: Edge) -> None:
    """Found with this seed: the library's grammar let a line break into a string, which is no JSON."""
    schema = {"type": "object", "properties": {"title": {"type": "string", "minLength": 40, "maxLength": 60}}}
    for seed in range(4):
        result = edge.ai.run(
            STARTER,
            {
                "prompt": "Write a title, then a blank line, then a list.\n\n",
                "raw": True,
                "response_format": {"type": "json_schema", "json_schema": schema | {"required": ["title"]}},
                "max_tokens": 100,
                "temperature": 1.5,
                "seed": seed,
            },
        )
        assert isinstance(result, TextResult)
        assert min(result.response["title"], default=" ") >= " "


def test_the_grammar_of_a_string_forbids_control_characters() -> None:
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    from edgechat.ai.engines._sampling import LOOSE_CHARACTER

    assert LOOSE_CHARACTER in json_schema_to_gbnf('{"type": "string"}')


def test_a_schema_that_cannot_be_used_is_named(edge: Edge) -> None:
    for schema in (
        {"$ref": "https://example.test/x.json"},
        {"type": "no such type"},
        {"type": "string", "maxLength": 200_000},
    ):
        with pytest.raises(InvalidInput):
            edge.ai.run(
                STARTER,
                {"prompt": "x", "response_format": {"type": "json_schema", "json_schema": schema}},
            )


def test_a_prompt_over_the_window_names_both_sizes(edge: Edge) -> None:
    with pytest.raises(InputTooLong) as caught:
        edge.ai.run(STARTER, {"prompt": LONG * 4, "raw": True})
    assert caught.value.details["tokens"] > caught.value.details["context"] == 8192


def test_an_answer_ends_where_the_window_is_full(edge: Edge) -> None:
    edge.settings.set("engine.context", 512)
    try:
        result = edge.ai.run(STARTER, {"prompt": LONG[:2000], "raw": True, "max_tokens": 5000})
        assert result.finish_reason in ("length", "stop")
        assert result.usage.total_tokens <= 513
    finally:
        edge.settings.set("engine.context", 0)


def test_unknown_models_and_wrong_tasks(edge: Edge) -> None:
    with pytest.raises(ModelNotFound):
        edge.ai.run("no-such-model", {"prompt": "x"})
    with pytest.raises((InvalidInput, ModelNotFound)):
        edge.ai.run("all-minilm-l6-v2", {"prompt": "x"})


def test_a_truncated_model_never_reaches_llama(edge: Edge, tmp_path: Path) -> None:
    entry = catalog_entry(STARTER)
    assert entry is not None
    original = locate(entry.source)
    assert original is not None
    broken = tmp_path / "half.gguf"
    with original.open("rb") as source, broken.open("wb") as target:
        target.write(source.read(entry.size // 2))
    with pytest.raises(ModelUnusable, match="half"):
        edge.ai.run(str(broken), {"prompt": "x"})


def test_a_model_too_big_for_its_limit_is_refused_with_numbers(edge: Edge) -> None:
    edge.settings.set("engine.memory_limit_mb", 100)
    try:
        with pytest.raises(OutOfMemory, match="GB"):
            edge.ai.run(STARTER, {"prompt": "x"})
    finally:
        edge.settings.set("engine.memory_limit_mb", 0)


def test_the_engine_tells_what_it_is(edge: Edge) -> None:
    told = edge.ai.describe()
    assert told.engine == "llama.cpp" and any(device.kind == "cpu" for device in told.devices)


def test_a_conversation_is_there_after_a_restart(tmp_path: Path) -> None:
    with open_edge(tmp_path) as edge:
        answer = edge.chat.send("Hello", options={"max_tokens": 5})
    with open_edge(tmp_path) as edge:
        messages = edge.chat.messages(answer.conversation)
        assert [each.role for each in messages] == ["user", "assistant"]
        assert messages[1].text == answer.text
