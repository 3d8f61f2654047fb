"""How words and vectors together order what they found. Runs in the ``embed`` child: it needs numpy.

Three steps, none of which knows a collection. Scores of words and of vectors are brought to one scale
(distance from the mean of the best hundred) and added. The question's vector is moved a little towards the
first three (pseudo-relevance feedback), and vectors are scored again. Last, each passage takes part of its
score from the ten among the best hundred that are most like it: what stands beside good passages is good
more often than not. Chosen by halves of the Cranfield questions, and by finding a text by its title or first
sentence, which must not suffer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edgechat.core.messages import unpack
from edgechat.core.serving import Control, Handler
from edgechat.library.ranking_messages import Fetch, Fetched, Held, Hold, Keep, Rank, Ranked
from edgechat.vectors.codes import CANDIDATES, Codes, Scores
from edgechat.vectors.rows import Ids

log = logging.getLogger(__name__)

SAMPLES = 5  # vectors by which it is seen whether kept codes are those of this store
DEPTH = 100  # of each list that sets the scale; and how many take part in the last step
FEEDBACK = 3  # passages that move the question
PULL = 0.5  # how far, as a part of the question's own length
LEAST = 0.3  # weight of the last of them; the first has 1
LIKE = 10  # neighbours that lend a passage part of their score
SHARE = 0.4  # that part
FLOOR = 1e-6


def scaled(scores: Scores) -> Scores:
    """Distances from the mean of the best ``DEPTH``, in their standard deviations."""
    best = np.sort(scores)[::-1][:DEPTH]
    return np.asarray((scores - best.mean()) / (best.std() + FLOOR), np.float32)


def fuse(words: Scores, cosines: Scores, found: NDArray[np.bool_]) -> Scores:
    """Half each. What the words did not find counts as their worst."""
    if not found.any():
        return scaled(cosines)
    padded = np.zeros(max(DEPTH, len(words)), np.float32)
    padded[: len(words)] = np.where(found, words, 0)
    return 0.5 * scaled(padded)[: len(words)] + 0.5 * scaled(cosines)


def moved(question: Scores, best: Scores) -> Scores:
    """The question's vector, drawn towards the vectors of what seems to answer it."""
    centre = np.linspace(1, LEAST, len(best), dtype=np.float32) @ best
    aim = question + PULL * centre / (np.linalg.norm(centre) + FLOOR)
    return (aim / np.linalg.norm(aim)).astype(np.float32)


def shared(scores: Scores, vectors: Scores) -> Scores:
    """``scores`` after each has taken its share of those most like it."""
    if len(scores) <= 2:
        return scores
    like = vectors @ vectors.T
    np.fill_diagonal(like, -1)
    count = min(LIKE, len(scores) - 1)
    least = np.partition(like, -count, axis=1)[:, -count][:, None]
    weights = np.where(like >= least, np.maximum(like, 0), 0)
    weights /= weights.sum(axis=1, keepdims=True) + FLOOR
    return (1 - SHARE) * scores + SHARE * (weights @ scores)


class RankingServer:
    """The indexes that this child holds, by key."""

    def __init__(self) -> None:
        self._indexes: dict[str, Codes] = {}

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "codes-hold": self.hold,
            "codes-rank": self.rank,
            "codes-keep": self.keep,
            "codes-fetch": self.fetch,
        }

    def keep(self, body: bytes, control: Control) -> Held:
        told = unpack(body, Keep)
        codes = self._indexes.get(told.key)
        if codes is None:
            return Held(0)
        try:
            codes.save(Path(told.path), told.mark)
        except OSError as error:
            log.warning("the codes were not kept: %s", error)  # a cache: they are built anew next time
            return Held(0)
        return Held(codes.count)

    def fetch(self, body: bytes, control: Control) -> Fetched:
        told = unpack(body, Fetch)
        loaded = Codes.load(Path(told.path))
        if loaded is None or loaded[0].dimensions != told.dimensions or not loaded[0].count:
            return Fetched(0)
        codes, mark = loaded
        self._indexes[told.key] = codes
        places = np.unique(np.linspace(0, codes.count - 1, SAMPLES).astype(np.int64))
        return Fetched(
            codes.count,
            int(codes.ids[codes.count - 1]),
            mark,
            codes.ids[places].astype("<i8").tobytes(),
            codes.vectors(places).astype("<f4").tobytes(),
        )

    def hold(self, body: bytes, control: Control) -> Held:
        told = unpack(body, Hold)
        if told.count == 0:
            self._indexes[told.key] = Codes(told.dimensions)
        codes = self._indexes.get(told.key)
        if codes is None or codes.count != told.count:
            return Held(codes.count if codes else 0)
        vectors = np.frombuffer(told.vectors, "<f4").reshape(-1, told.dimensions)
        codes.add(_ids(told.ids), _ids(told.groups), vectors)
        return Held(codes.count)

    def rank(self, body: bytes, control: Control) -> Ranked:
        asked = unpack(body, Rank)
        codes = self._indexes.get(asked.key)
        if codes is None or codes.count != asked.count:
            return Ranked(stale=True)
        return _Ranking(codes, asked).result()


class _Ranking:
    """One query."""

    def __init__(self, codes: Codes, asked: Rank) -> None:
        self._codes = codes
        self._asked = asked
        self._question = np.frombuffer(asked.vector, "<f4")
        self._near: Ids | None = None
        filters = (asked.groups, asked.within, asked.without)
        self._allowed = codes.allowed(*(None if each is None else _ids(each) for each in filters))

    def result(self) -> Ranked:
        if self._asked.mode == "vectors":
            places, cosines = self._codes.nearest(self._question, self._asked.top, self._allowed)
            return self._ranked(places, cosines, cosines)
        places, words, found = self._together(self._question)
        if not len(places):
            return Ranked(stale=False)
        cosines = self._codes.score(self._question, places)
        first = np.argsort(-fuse(words, cosines, found), kind="stable")[:FEEDBACK]
        aim = moved(self._question, self._codes.vectors(places[first]))
        places, words, found = self._together(aim)
        scores = fuse(words, self._codes.score(aim, places), found)
        order = np.argsort(-scores, kind="stable")
        best, rest = order[:DEPTH], order[DEPTH:]
        scores[best] = shared(scores[best], self._codes.vectors(places[best]))
        scores[rest] = np.minimum(scores[rest], scores[best].min(initial=0) - FLOOR)
        order = np.argsort(-scores, kind="stable")[: self._asked.top]
        return self._ranked(places[order], scores[order], self._codes.score(self._question, places[order]))

    def _together(self, vector: Scores) -> tuple[Ids, Scores, NDArray[np.bool_]]:
        """Places that words or vectors found, the words' scores of them, and which of them words found."""
        ids, scores = _ids(self._asked.ids), np.frombuffer(self._asked.scores, "<f4")
        by_words = self._codes.places(ids)
        scores, by_words = scores[by_words >= 0], by_words[by_words >= 0]
        # Looked for by bits once: the question moves so little that the same ones are near
        if self._near is None:
            self._near = self._codes.candidates(vector, CANDIDATES, self._allowed)
        near, _ = self._codes.best(vector, DEPTH, self._near)
        places = np.concatenate([by_words, near[~np.isin(near, by_words)]])
        words = np.zeros(len(places), np.float32)
        words[: len(by_words)] = scores
        return places, words, np.arange(len(places)) < len(by_words)

    def _ranked(self, places: Ids, scores: Scores, cosines: Scores) -> Ranked:
        return Ranked(
            False,
            self._codes.ids[places].astype("<i8").tobytes(),
            scores.astype("<f4").tobytes(),
            cosines.astype("<f4").tobytes(),
        )


def _ids(data: bytes) -> Ids:
    return np.frombuffer(data, "<i8")
