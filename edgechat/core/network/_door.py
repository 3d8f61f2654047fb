"""Opens connections and hands over what comes, watched while it comes."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any

from edgechat.core.errors import DownloadStopped, HostUntrusted, NetworkFailed, NetworkOff
from edgechat.core.halt import Halt
from edgechat.core.network._address import Address, check_redirect, read_address
from edgechat.core.network._troubles import in_words, refusal_of, unusable_environment
from edgechat.core.records import dataclass

if TYPE_CHECKING:
    import httpx

    from edgechat.core.settings import Settings

log = logging.getLogger(__name__)

REDIRECTS = 5
CONNECT_SECONDS = 10.0
STALL_SECONDS = 30.0
TRICKLE = 1024
"""Bytes that must come within ``STALL_SECONDS``: a host that sends one now and then keeps nobody waiting."""

DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")
"""This machine is not looked for behind a proxy."""

LOOK_SECONDS = 0.5  # how soon the offline switch ends what is running


@dataclass(frozen=True)
class Connecting:
    """Published before each connection, redirects included."""

    purpose: str
    host: str


@dataclass(frozen=True)
class Ask:
    """What is asked for. ``hosts``: where redirects may lead, with their subdomains; the first host always.

    ``secret``: headers for the first host alone. ``accept``: statuses that are no errors. ``limit``: bytes.
    """

    url: str
    purpose: str
    limit: int
    hosts: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[int] = frozenset({200})


class Network:
    """The door of one profile. ``publish`` is told of each connection. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        publish: Callable[[object], None] = lambda _event: None,
        *,
        stall: float = STALL_SECONDS,
    ) -> None:
        self._settings, self._publish, self._stall = settings, publish, stall

    def require_on(self) -> None:
        """Raises ``NetworkOff`` while the offline switch is on."""
        if self._settings.get("network.offline"):
            raise NetworkOff(
                "EdgeChat is set to stay offline.",
                "Switch it back with: edgechat settings set network.offline off",
            )

    @contextmanager
    def open(self, ask: Ask, halt: Halt | None = None) -> Iterator[Incoming]:
        """The answer to ``ask``, its bytes not read yet. ``halt`` ends it from another thread.

        Raises ``NetworkOff``, ``NetworkFailed`` with its kinds, ``InvalidInput`` for an address that is none,
        ``DownloadStopped`` when halted.
        """
        self.require_on()
        address = read_address(ask.url)
        with ExitStack() as stack:
            client = stack.enter_context(_client(self._stall))
            response = self._follow(client, address, ask, stack)
            incoming = Incoming(response, ask, self, halt or Halt(), self._stall)
            stack.enter_context(incoming.halt.waking(incoming.cut))
            yield incoming

    def _follow(self, client: httpx.Client, address: Address, ask: Ask, stack: ExitStack) -> httpx.Response:
        first = address
        for _ in range(REDIRECTS + 1):
            self.require_on()
            self._publish(Connecting(ask.purpose, address.host))
            log.info("connecting to %s: %s", address.host, ask.purpose)
            headers = {**ask.headers, **(ask.secret if address.origin == first.origin else {})}
            response = _sent(client, address, headers)
            if not response.is_redirect:
                stack.callback(response.close)
                if response.status_code not in ask.accept:
                    raise refusal_of(response.status_code, dict(response.headers), address.host)
                return response
            where = response.headers["location"]
            response.close()
            address = check_redirect(address, where, first=first, hosts=ask.hosts)
        raise HostUntrusted(
            f"{first.host} leads from one address to the next without end.",
            "Try again later.",
            host=first.host,
        )


class Incoming:
    """An answer on its way."""

    def __init__(
        self, response: httpx.Response, ask: Ask, network: Network, halt: Halt, stall: float
    ) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = {key.lower(): value for key, value in response.headers.items()}
        self.host = response.url.host
        self.halt = halt
        self._response, self._ask, self._network, self._stall = response, ask, network, stall

    def chunks(self) -> Iterator[bytes]:
        """The bytes as the host sent them. Raises as ``Network.open``; too many, or too slow, is an error."""
        import httpx

        watch = _Watch(self._stall)
        try:
            for chunk in self._response.iter_raw():
                self._require_going_on(watch)
                watch.take(len(chunk))
                if watch.total > self._ask.limit:
                    raise NetworkFailed(
                        f"{self.host} sends more than the {self._ask.limit:,} bytes that were asked for.",
                        "Try again later.",
                        host=self.host,
                    )
                if watch.trickles():
                    raise in_words(httpx.ReadTimeout("trickle"), self.host)
                yield chunk
        except httpx.HTTPError as error:
            if self.halt.pressed:
                raise _stopped() from error
            raise in_words(error, self.host) from error
        if self.halt.pressed:  # cut off, which looks like the end where no length was told
            raise _stopped()

    def _require_going_on(self, watch: _Watch) -> None:
        if self.halt.pressed:
            raise _stopped()
        if watch.due():
            self._network.require_on()

    def cut(self) -> None:
        """Wake whoever waits for the next byte: there will be none."""
        stream = self._response.extensions.get("network_stream")
        wire = stream.get_extra_info("socket") if stream is not None else None
        if wire is not None:
            try:
                socket.socket.shutdown(wire, socket.SHUT_RDWR)  # below TLS, which would wait for the host
            except OSError:
                return


class _Watch:
    """Counts bytes, and the time that they take."""

    def __init__(self, stall: float) -> None:
        self.total = 0
        self._stall = stall
        self._began = self._looked = time.monotonic()
        self._since = 0

    def take(self, size: int) -> None:
        self.total += size
        self._since += size

    def trickles(self) -> bool:
        now = time.monotonic()
        if now - self._began < self._stall:
            return False
        slow, self._since, self._began = self._since < TRICKLE, 0, now
        return slow

    def due(self) -> bool:
        """True about every ``LOOK_SECONDS``."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        return True


def _client(stall: float) -> Any:
    import ssl

    import httpx

    timeout = httpx.Timeout(stall, connect=min(stall, CONNECT_SECONDS))
    # The bytes as they are: a length and a range count them, a hash is over them.
    headers = {"User-Agent": "EdgeChat", "Accept-Encoding": "identity", "Accept": "*/*"}
    try:
        return httpx.Client(
            timeout=timeout, headers=headers, follow_redirects=False, mounts=dict.fromkeys(DIRECT)
        )
    except (ValueError, ImportError, OSError, ssl.SSLError) as error:
        raise unusable_environment(error) from error


def _sent(client: httpx.Client, address: Address, headers: Mapping[str, str]) -> httpx.Response:
    import httpx

    client.cookies.clear()
    try:
        return client.send(client.build_request("GET", address.url, headers=dict(headers)), stream=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise in_words(error, address.host) from error


def _stopped() -> DownloadStopped:
    return DownloadStopped("It was stopped.", "What has arrived is kept: start again to go on.")
