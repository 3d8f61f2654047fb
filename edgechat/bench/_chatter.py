"""Made-up talk for a profile to be full of: words as unevenly used as those of a language."""

from __future__ import annotations

import random
from itertools import accumulate

from edgechat.chat.store import Store

PER_CONVERSATION, WORDS_EACH = 200, 40
VOCABULARY = 20_000
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"


def vocabulary(chance: random.Random) -> list[str]:
    """Made-up words, the most used first, the short ones among them."""
    made = {"".join(chance.choices(LETTERS, k=chance.randint(2, 11))) for _ in range(VOCABULARY)}
    return sorted(made, key=lambda word: (len(word), word))


class Chatter:
    """Messages of ``words``."""

    def __init__(self, chance: random.Random, words: list[str]) -> None:
        self._chance, self._words = chance, words
        self._weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def text(self) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=WORDS_EACH))

    def fill(self, store: Store, messages: int) -> None:
        """Conversations of long ago, with so many messages in all."""
        for number in range(messages // PER_CONVERSATION):
            with store.transaction():
                place = store.create(now=float(number), title=self.text()[:40]).id
                for _ in range(PER_CONVERSATION):
                    store.append(place, "user", self.text(), state="complete", now=float(number))
