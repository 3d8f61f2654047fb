"""What went wrong on the way to a host, in a person's words and with the next step."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator, Mapping

from edgechat.core.errors import HostRefused, HostUntrusted, InvalidInput, NetworkFailed

AWAY = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)
WAIT_AT_MOST = 24 * 3600.0


def in_words(error: Exception, host: str) -> NetworkFailed:
    """What httpx says of a connection to ``host``."""
    import ssl  # late: it loads OpenSSL, which a window does not need before it connects

    import httpx

    causes = tuple(_causes(error))
    untrusted = next((each for each in causes if isinstance(each, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        return HostUntrusted(
            f"{host} cannot prove that it is {host}: {untrusted.verify_message or untrusted}.",
            "Is this machine's date right? Behind a company's proxy, set SSL_CERT_FILE to its certificate.",
            host=host,
        )
    if isinstance(error, httpx.ProxyError):
        return NetworkFailed(
            f"The proxy refuses the way to {host}: {error}.", "Check HTTPS_PROXY and NO_PROXY.", host=host
        )
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | httpx.PoolTimeout):
        return _not_reached(causes, host)
    if isinstance(error, httpx.TimeoutException):
        return NetworkFailed(f"{host} has stopped sending.", "Try again in a while.", host=host, again=1)
    if isinstance(error, httpx.TransportError):
        return NetworkFailed(
            f"The connection to {host} broke off.", "Try again: what has arrived is kept.", host=host, again=1
        )
    return NetworkFailed(f"{host} sent something that is no answer.", "Try again later.", host=host)


def _not_reached(causes: tuple[BaseException, ...], host: str) -> NetworkFailed:
    import ssl

    if any(isinstance(each, socket.gaierror) for each in causes):
        said, action = f"The name {host} is not found.", "Is this machine connected to the internet?"
    elif any(isinstance(each, OSError) and each.errno in AWAY for each in causes):
        said, action = f"There is no way to {host}.", "Is this machine connected to the internet?"
    elif any(isinstance(each, ConnectionRefusedError) for each in causes):
        said, action = f"{host} takes no connections.", "Try again later, or check the address."
    elif any(isinstance(each, ssl.SSLError) for each in causes):
        said, action = f"No safe connection to {host} could be made.", "Does a proxy stand in between?"
    else:
        said, action = f"{host} does not answer.", "Is this machine connected to the internet?"
    return NetworkFailed(said, action, host=host, again=1, unreached=1)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 20:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def refusal_of(status: int, headers: Mapping[str, str], host: str) -> HostRefused:
    """An answer with an error status."""
    after = _retry_after(headers.get("retry-after", ""))
    if status in (401, 403, 407):
        said, action = "asks who you are, or refuses", "The file may need an account. Choose another model."
    elif status in (404, 410):
        said, action = "does not have the file any more", "Update EdgeChat, or choose another model."
    elif status == 429:
        wait = f"in {_in_words(after)}" if after else "later"
        said, action = "has too many requests", f"Try again {wait}."
    elif status >= 500:
        said, action = "has trouble of its own", "Try again later."
    else:
        said, action = "gave an unexpected answer", "Try again later."
    again = int(status in (408, 425, 429) or status >= 500)
    details: dict[str, str | int | float] = {"host": host, "status": status, "again": again}
    if after is not None:
        details["retry_after"] = after
    return HostRefused(f"{host} {said} (status {status}).", action, **details)


def _retry_after(text: str) -> float | None:
    """Seconds; the host may also give a date."""
    from email.utils import parsedate_to_datetime

    if text.strip().isascii() and text.strip().isdigit():
        return min(float(text), WAIT_AT_MOST)
    try:
        return min(max(0.0, parsedate_to_datetime(text).timestamp() - time.time()), WAIT_AT_MOST)
    except (ValueError, TypeError, OverflowError):
        return None


def _in_words(seconds: float) -> str:
    return f"{round(seconds)} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"


def unusable_environment(error: Exception) -> InvalidInput:
    return InvalidInput(
        f"The proxy or certificate settings of this system cannot be used: {error}.",
        "Check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
    )
