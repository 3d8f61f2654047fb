"""Where a connection may lead: https anywhere, http to this machine, a redirect only where it was agreed.

Pure rules on addresses; connects to nothing.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urljoin, urlsplit

from edgechat.core.errors import HostUntrusted, InvalidInput
from edgechat.core.records import dataclass

LONGEST = 8192
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Address:
    """A checked address. ``host`` in lower case, without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def local(self) -> bool:
        return is_local(self.host)


def is_local(host: str) -> bool:
    """Whether ``host`` is this machine by its very name: no name server is asked."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_address(url: str) -> Address:
    """``url`` taken apart. Raises ``InvalidInput`` for what EdgeChat does not connect to."""
    fault = _fault(url)
    if fault:
        raise InvalidInput(
            f"{url[:200]!r} cannot be connected to: {fault}.", "Give an address with https://."
        )
    return _address(url, urlsplit(url))


def check_redirect(at: Address, where: str, *, first: Address, hosts: tuple[str, ...]) -> Address:
    """Where a host says to go on. Raises ``HostUntrusted`` unless it is one of ``hosts`` or ``first``."""
    url = _joined(at.url, where)
    fault = _fault(url)
    if not fault:
        to = _address(url, urlsplit(url))
        if to.local and not first.local:
            fault = "that is this machine itself"
        elif at.scheme == "https" and to.scheme != "https":
            fault = "that is not encrypted"
        elif not (to.host == first.host or _within(to.host, hosts)):
            fault = "that host is not known to belong to it"
        else:
            return to
    raise HostUntrusted(
        f"{at.host} leads on to {url[:200]!r}, and {fault}.",
        "Nothing was fetched. Try again later, or set network.hub to another mirror.",
        host=at.host,
    )


def _joined(base: str, where: str) -> str:
    try:
        return urljoin(base, where)
    except ValueError:
        return where


def _address(url: str, parts: SplitResult) -> Address:
    return Address(url, parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])


def _fault(url: str) -> str:
    """What is wrong with ``url``; empty if nothing is."""
    if len(url) > LONGEST or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in url):
        return "it is no address"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "it is no address"
    if parts.scheme not in PORTS:
        return "only https is allowed"
    if not host or "@" in parts.netloc:
        return "it names no host" if not host else "it holds a name or password"
    if parts.scheme == "http" and not is_local(host):
        return "only https is allowed, except on this machine"
    return ""


def _within(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)
