"""Cross-encoders on onnxruntime: a question and a text go in together, one number comes out. In the ``embed``
child only.

The files are a stranger's: their sizes are checked before they are read, the graph's inputs and output before
it runs, and what comes out each time. Memory is bounded before the graph is read, because reading computes
what is constant in it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edgechat.ai.embed_protocol import OpenReranker, Reranked, RerankerOpened
from edgechat.ai.engines._embedding import batches
from edgechat.ai.engines._onnx import ROOM, is_memory, limit_memory, open_session, read_tokenizer
from edgechat.ai.engines._reranking import Reranker
from edgechat.ai.hardware import default_threads
from edgechat.ai.reranker_files import RerankerFiles, files_of
from edgechat.core.errors import InputTooLong, ModelUnusable, OutOfMemory
from edgechat.core.serving import Control

LONGEST = 512  # tokens of a pair at most: what such models were trained on, and dear enough
SHORTEST = 16
ROOM_FOR_TEXT = 16  # tokens that must be left beside the question
STEP_TOKENS = 512  # of one step, padding included: a stop is seen between two steps
COPIES = 4  # times its size that a model may take while it is loaded: the file, its weights, other layouts
NEEDED, EXTRA = ("input_ids", "attention_mask"), "token_type_ids"
KINDS = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
OFFSET = ("roberta", "camembert")  # kinds of model whose places begin after that of the padding
ACTION = "Choose another re-ranker, or get its files again."
TRIED = ("what is this", "a few words of a text that says nothing in particular")


class OnnxReranker:
    """One model and its tokenizer."""

    def __init__(self, load: OpenReranker, control: Control) -> None:
        began = time.monotonic()
        threads = load.threads or default_threads()
        files = files_of(Path(load.path))
        limit_memory(ROOM + COPIES * files.size)
        self._path = str(files.model)
        self._tokenizer = read_tokenizer(files.tokenizer, action=ACTION)
        control.beat()
        self._session = _session(self._path, threads)
        self._kinds = _checked_inputs(self._session, self._path)
        self._output = _checked_output(self._session, self._path)
        self._longest, self._padding = _limits(files, self._tokenizer)
        self._marks = int(self._tokenizer.num_special_tokens_to_add(True))
        self._tokenizer.enable_truncation(self._longest, strategy="only_second")
        took = self._tried()
        limit_memory()
        self.opened = RerankerOpened(self._longest, threads, (time.monotonic() - began) * 1000, took)

    def rerank(self, query: str, texts: Sequence[str], control: Control) -> Reranked:
        import numpy

        self._require_room(query)
        pairs = self._encoded(query, texts)
        scores = numpy.zeros(len(texts), "<f4")
        for places in batches([len(each) for each in pairs], STEP_TOKENS):
            if control.stopped:
                return Reranked(b"", 0)
            control.beat()
            scores[list(places)] = self._scores([pairs[place] for place in places])
        cut = tuple(place for place, each in enumerate(pairs) if each.overflowing)
        return Reranked(scores.tobytes(), sum(map(len, pairs)), cut)

    def _require_room(self, query: str) -> None:
        """The question is kept whole: what it says decides everything."""
        taken = len(self._tokenizer.encode(query, add_special_tokens=False)) + self._marks
        if taken + ROOM_FOR_TEXT > self._longest:
            raise InputTooLong(
                f"The question is {taken} tokens long and the re-ranker reads {self._longest} of "
                "question and text together.",
                "Ask with fewer words.",
                tokens=taken,
                context=self._longest,
            )

    def _encoded(self, query: str, texts: Sequence[str]) -> list[Any]:
        try:
            return list(self._tokenizer.encode_batch([(query, text) for text in texts]))
        except Exception as error:  # the library raises nothing narrower
            raise self._unusable(f"its tokenizer fails ({error})") from error

    def _scores(self, pairs: Sequence[Any]) -> Any:
        """One finite number per pair, [pairs]."""
        import numpy

        ids = numpy.full((len(pairs), max(map(len, pairs))), self._padding, numpy.int64)
        mask, types = numpy.zeros_like(ids), numpy.zeros_like(ids)
        for row, encoded in enumerate(pairs):
            ids[row, : len(encoded)] = encoded.ids
            mask[row, : len(encoded)] = encoded.attention_mask
            types[row, : len(encoded)] = encoded.type_ids
        every = dict(zip((*NEEDED, EXTRA), (ids, mask, types), strict=True))
        given = {name: every[name].astype(kind) for name, kind in self._kinds.items()}
        try:
            found = self._session.run([self._output], given)[0]
        except Exception as error:  # native code's own, without end
            raise (_out_of_memory() if is_memory(error) else self._unusable(str(error))) from error
        return self._checked(found, len(pairs))

    def _checked(self, found: Any, count: int) -> Any:
        import numpy

        if not isinstance(found, numpy.ndarray) or found.shape not in ((count, 1), (count,)):
            shape = list(getattr(found, "shape", ()))
            raise self._unusable(f"it gives {shape} for {count} pairs, not one number for each")
        if found.dtype.kind != "f" or not numpy.isfinite(found).all():
            raise self._unusable("it gives scores that are no numbers")
        return found.reshape(-1).astype("<f4")

    def _tried(self) -> float:
        """Run it twice on two short pairs: whether it works, and the milliseconds that a token takes."""
        pairs = self._encoded(TRIED[0], (TRIED[1], f"{TRIED[1]} {TRIED[0]}"))
        self._scores(pairs)
        began = time.monotonic()
        self._scores(pairs)
        return (time.monotonic() - began) * 1000 / max(1, sum(map(len, pairs)))

    def _unusable(self, why: str) -> ModelUnusable:
        return ModelUnusable(f"The re-ranker {self._path} cannot be used: {why}.", ACTION)

    def close(self) -> None:
        self._session = None


def _session(path: str, threads: int) -> Any:
    try:
        return open_session(path, threads)
    except Exception as error:
        if is_memory(error):
            raise _out_of_memory() from error
        raise ModelUnusable(f"The re-ranker {path} cannot be read: {error}.", ACTION) from error


def _out_of_memory() -> OutOfMemory:
    return OutOfMemory("The re-ranker needed more memory than it could have.", "Close programs.")


def _checked_inputs(session: Any, path: str) -> dict[str, str]:
    """The name of each input and the kind of its numbers."""
    given = session.get_inputs()
    names = [each.name for each in given]
    fits = set(NEEDED) <= set(names) <= {*NEEDED, EXTRA} and len(set(names)) == len(names)
    if not fits or any(each.type not in KINDS or len(each.shape) != 2 for each in given):
        said = ", ".join(f"{each.name} {each.type} {each.shape}" for each in given[:8])
        raise ModelUnusable(
            f"The model {path} is no re-ranker: it takes {said[:300]}.",
            f"Choose one that takes {' and '.join(NEEDED)}.",
        )
    return {each.name: KINDS[each.type] for each in given}


def _checked_output(session: Any, path: str) -> str:
    """The name of the only output: one number per pair, as far as the graph says."""
    given = session.get_outputs()
    last = given[0].shape[-1] if len(given) == 1 and len(given[0].shape) == 2 else 1
    if len(given) != 1 or len(given[0].shape) not in (1, 2) or (isinstance(last, int) and last != 1):
        said = ", ".join(f"{each.name} {each.shape}" for each in given[:8])
        raise ModelUnusable(
            f"The model {path} is no re-ranker: it gives {said[:300]}.",
            "Choose a cross-encoder, which gives one number for a pair.",
        )
    return str(given[0].name)


def _limits(files: RerankerFiles, tokenizer: Any) -> tuple[int, int]:
    """Tokens of a pair, and the number that fills up: as ``config.json`` says where it says something."""
    try:
        told = json.loads(files.config.read_bytes()) if files.config else {}
    except (OSError, ValueError, RecursionError) as error:
        raise ModelUnusable(f"{files.config} cannot be read: {error}.", ACTION) from error
    told = told if isinstance(told, dict) else {}
    usual = next((tokenizer.token_to_id(each) for each in ("[PAD]", "<pad>")
                  if tokenizer.token_to_id(each) is not None), 0)  # fmt: skip
    padding = _number(told.get("pad_token_id"), usual)
    offset = padding + 1 if any(each in str(told.get("model_type", "")) for each in OFFSET) else 0
    longest = min(LONGEST, _number(told.get("max_position_embeddings"), LONGEST + offset) - offset)
    if longest < SHORTEST:
        raise ModelUnusable(f"{files.config} allows only {longest} tokens.", ACTION)
    return longest, padding


def _number(value: object, usual: int) -> int:
    plain = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31
    return int(value) if plain and isinstance(value, int) else usual


RERANKER = Reranker("onnx", lambda path: path.lower().endswith(".onnx"), OnnxReranker)
