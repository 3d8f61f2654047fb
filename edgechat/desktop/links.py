"""Where a link really leads, told so that no letter passes for another. Nothing here opens anything."""

from __future__ import annotations

from PySide6.QtCore import QUrl

from edgechat.core.schemes import SCHEMES

LONGEST = 300
ENCODED = QUrl.ComponentFormattingOption.FullyEncoded


def may_open(url: QUrl) -> bool:
    return url.isValid() and url.scheme() in SCHEMES


def host(url: QUrl) -> str:
    """The host, letters beyond ASCII as punycode; the address of a mail."""
    return url.host(ENCODED) or url.path(ENCODED)


def whole(url: QUrl) -> str:
    """All of it, at most ``LONGEST`` characters."""
    said = bytes(url.toEncoded().data()).decode("ascii", "replace")
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def tip(href: str) -> str:
    """The host and below it the whole address."""
    url = QUrl(href)
    return f"{host(url)}\n{whole(url)}"
