"""Where a link in a message may lead."""

from __future__ import annotations

SCHEMES = frozenset(("http", "https", "mailto"))


def leads_out(href: str) -> bool:
    """Whether ``href`` names an allowed scheme."""
    scheme, colon, _rest = href.partition(":")
    return bool(colon) and scheme.lower() in SCHEMES
