"""Choosing the next token: a chain of llama.cpp's samplers, with a grammar where JSON was asked for.

A grammar that looks at every token of the vocabulary at every step costs more than the model itself.
So a token is drawn freely first and only that one is shown to the grammar. When the grammar refuses it,
the likeliest tokens are filtered, and the whole vocabulary only when none of those may come.
"""

from __future__ import annotations

import ctypes
import importlib
import math
import re
from itertools import accumulate
from typing import Any

from edgechat.ai.engines._vocabulary import Vocabulary
from edgechat.ai.protocol import Generate
from edgechat.core.errors import EngineCrashed, InvalidInput

REPEAT_WINDOW = 64  # tokens that repetition penalties look back on, as llama.cpp's own programs do
RANDOM_SEED = 0xFFFFFFFF  # llama.cpp: choose one
# The library's converter lets raw line breaks into strings, which JSON forbids.
LOOSE_CHARACTER, STRICT_CHARACTER = r'char ::= [^"\\] |', r'char ::= [^"\\\x7F\x00-\x1F] |'
LIKELIEST = 128  # tokens shown to the grammar before it has to judge the whole vocabulary


DEEPEST = 2_000  # llama.cpp reads brackets by recursion and crashes from about 15,000 in each other
_BRACKETS = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|([()])')


class Sampler:
    """The chain for one answer. ``close`` frees it."""

    def __init__(self, binding: Any, vocabulary: Vocabulary, job: Generate) -> None:
        self._binding = binding
        self._penalised = _penalises(job)
        self._grammar = _grammar(binding, vocabulary, job.schema) if job.schema else None
        self._chain = _chain(binding, vocabulary, job)
        self._size = vocabulary.size
        self._one = (binding.llama_token_data * 1)()

    def sample(self, context: Any) -> int:
        """The next token from the last logits of ``context``."""
        if self._grammar is None:
            return int(self._binding.llama_sampler_sample(self._chain, context, -1))
        return self._sample_checked(context)

    def _sample_checked(self, context: Any) -> int:
        binding = self._binding
        before = binding.llama_sampler_clone(self._chain) if self._penalised else None
        token = int(binding.llama_sampler_sample(self._chain, context, -1))
        if not self._allowed(token):
            if before is not None:
                self._chain, before = before, self._chain
            token = self._sample_filtered(context)
        if before is not None:
            binding.llama_sampler_free(before)
        binding.llama_sampler_accept(self._grammar, token)
        return token

    def _allowed(self, token: int) -> bool:
        self._one[0].id, self._one[0].logit, self._one[0].p = token, 1.0, 0.0
        self._apply(self._grammar, self._one, 1)
        return not math.isinf(self._one[0].logit)

    def _apply(self, sampler: Any, data: Any, size: int) -> int:
        """Run ``sampler`` over ``size`` candidates in place; the token it selected, or -1."""
        array = self._binding.llama_token_data_array(
            data=ctypes.cast(data, self._binding.llama_token_data_p), size=size, selected=-1, sorted=False
        )
        self._binding.llama_sampler_apply(sampler, ctypes.byref(array))
        return int(array.data[array.selected].id) if array.selected >= 0 else -1

    def _sample_filtered(self, context: Any) -> int:
        """Draw again from what the grammar allows: of the likeliest tokens, else of the whole vocabulary.

        Applied by hand and not with ``llama_sampler_sample``: that would accept the drawn token at once,
        and a grammar that is made to accept a forbidden one aborts the process.
        """
        import numpy  # late: only JSON answers need it, and it takes 80 ms to load

        pointer = self._binding.llama_get_logits_ith(context, -1)
        logits = numpy.ctypeslib.as_array(pointer, shape=(self._size,))
        best = numpy.argpartition(logits, -LIKELIEST)[-LIKELIEST:] if self._size > LIKELIEST else None
        for tokens in (best, numpy.arange(self._size)):
            if tokens is None:
                continue
            candidates = numpy.zeros(len(tokens), dtype=[("id", "i4"), ("logit", "f4"), ("p", "f4")])
            candidates["id"], candidates["logit"] = tokens, logits[tokens]
            self._apply(self._grammar, candidates.ctypes.data, len(candidates))
            allowed = numpy.ascontiguousarray(candidates[numpy.isfinite(candidates["logit"])])
            if len(allowed):
                token = self._apply(self._chain, allowed.ctypes.data, len(allowed))
                self._binding.llama_sampler_accept(self._chain, token)
                return token
        raise EngineCrashed("The grammar allows no further token.", "Try a simpler JSON schema.")

    def close(self) -> None:
        self._binding.llama_sampler_free(self._chain)
        if self._grammar is not None:
            self._binding.llama_sampler_free(self._grammar)


def _penalises(job: Generate) -> bool:
    return job.repetition_penalty != 1.0 or job.frequency_penalty != 0.0 or job.presence_penalty != 0.0


def _chain(binding: Any, vocabulary: Vocabulary, job: Generate) -> Any:
    chain = binding.llama_sampler_chain_init(binding.llama_sampler_chain_default_params())
    add = binding.llama_sampler_chain_add
    if _penalises(job):
        penalties = binding.llama_sampler_init_penalties(
            vocabulary.size,
            REPEAT_WINDOW,
            job.repetition_penalty,
            job.frequency_penalty,
            job.presence_penalty,
        )
        add(chain, penalties)
    if job.temperature <= 0:
        add(chain, binding.llama_sampler_init_greedy())
        return chain
    if job.top_k > 0:
        add(chain, binding.llama_sampler_init_top_k(job.top_k))
    if job.top_p < 1:
        add(chain, binding.llama_sampler_init_top_p(job.top_p, 1))
    if job.min_p > 0:
        add(chain, binding.llama_sampler_init_min_p(job.min_p, 1))
    add(chain, binding.llama_sampler_init_temp(job.temperature))
    add(chain, binding.llama_sampler_init_dist(RANDOM_SEED if job.seed < 0 else job.seed % RANDOM_SEED))
    return chain


def depth(rules: str) -> int:
    """How many brackets lie in each other at most in a grammar of llama.cpp's form.

    An optional repetition is written out as one bracket in the other.
    """
    steps = (1 if found == "(" else -1 for found in _BRACKETS.findall(rules) if found)
    return max(accumulate(steps), default=0)


def _grammar(binding: Any, vocabulary: Vocabulary, schema: str) -> Any:
    """A grammar sampler for the JSON schema. Raises ``InvalidInput`` for one that cannot be turned."""
    convert = importlib.import_module("llama_cpp.llama_grammar").json_schema_to_gbnf
    advice = "Give a plain JSON schema: types, properties, required, enum, items, oneOf; no remote $ref."
    try:
        rules = convert(schema).replace(LOOSE_CHARACTER, STRICT_CHARACTER)
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, NotImplementedError) as error:
        raise InvalidInput(f"The JSON schema cannot be used: {error}.", advice) from error
    except RecursionError as error:
        raise InvalidInput("The JSON schema is nested too deeply.", advice) from error
    if depth(rules) > DEEPEST:
        raise InvalidInput(
            "The JSON schema lets something repeat too often.", "Lower its maxLength or maxItems."
        )
    made = binding.llama_sampler_init_grammar(vocabulary.handle, rules.encode("utf-8"), b"root")
    if not made:
        raise InvalidInput("The JSON schema makes a grammar that llama.cpp refuses.", advice)
    return made
