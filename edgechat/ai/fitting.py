"""Which model of the catalogue suits this machine: what one takes in memory against what is free."""

from __future__ import annotations

from edgechat.ai.catalog import Catalog, Entry, pulled
from edgechat.ai.values import Offer
from edgechat.core.disk import part_of
from edgechat.core.paths import Home

USUAL = 8192 + 2048  # tokens: the window that the engine gives, and its room for titles and summaries
SMALL = 2048 + 1024  # what the engine goes down to before it refuses


def memory_needed(each: Entry, tokens: int) -> int:
    """Bytes that ``each`` takes in memory with a window of ``tokens``, everything beside it included."""
    return each.size + (each.needs.per_token * tokens + each.needs.work if each.needs else 0)


def recommended(catalog: Catalog, free: int) -> Entry | None:
    """The best that runs with ``free`` bytes of memory; the smallest if none does; None: none is known."""
    known = sorted(
        (each for each in catalog.entries() if each.recommended), key=lambda each: -each.recommended
    )
    for tokens in (USUAL, SMALL):
        for each in known:
            if memory_needed(each, tokens) <= free:
                return each
    return min(known, key=lambda each: memory_needed(each, SMALL), default=None)


def offer(catalog: Catalog, home: Home, each: Entry, free: int) -> Offer:
    """``each`` as a person is told of it."""
    part = part_of(pulled(each.source, home))
    return Offer(
        model=catalog.info(each),
        memory=memory_needed(each, USUAL),
        free=free,
        fits=memory_needed(each, SMALL) <= free,
        arrived=part.stat().st_size if part.is_file() else 0,
    )
