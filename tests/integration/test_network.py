"""The one door: encrypted unless to this machine, no secrets to others, every trouble told in words."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from edgechat.core.errors import HostRefused, HostUntrusted, InvalidInput, NetworkFailed
from edgechat.core.network import Ask, Network, is_local, read_address
from edgechat.core.network._address import check_redirect
from edgechat.core.network._troubles import refusal_of
from edgechat.core.settings import Settings
from tests.hub import Hub, serving


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made here, for 127.0.0.1; nobody trusts it by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run([openssl, *made, *names], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


def fetched(settings: Settings, ask: Ask) -> bytes:
    with Network(settings, stall=5).open(ask) as answer:
        return b"".join(answer.chunks())


def ask(url: str, **more: object) -> Ask:
    return Ask(url, "a test", 1000, **more)  # type: ignore[arg-type]


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Settings, certificate: Path) -> None:
    with serving(Hub(b"x"), certificate=certificate) as hub:
        with pytest.raises(HostUntrusted, match="cannot prove"):
            fetched(settings, ask(hub.url))
        assert hub.asked == []


def test_a_certificate_of_the_environment_is_trusted(
    settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    with serving(Hub(b"hello"), certificate=certificate) as hub:
        assert fetched(settings, ask(hub.url)) == b"hello"


def test_an_encrypted_host_may_not_lead_to_an_unencrypted_one(
    settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    with serving(Hub(b"plain")) as plain, serving(Hub(), certificate=certificate) as hub:
        hub.answers = [(302, {"Location": plain.url})]
        with pytest.raises(HostUntrusted, match="not encrypted"):
            fetched(settings, ask(hub.url))
        assert plain.asked == []


def test_secrets_stay_with_the_first_host(settings: Settings) -> None:
    """Another port is another host: whoever else runs there may not see them."""
    with serving(Hub(b"there")) as other, serving(Hub()) as first:
        first.answers = [(302, {"Location": "/again", "Set-Cookie": "a=b"}), (302, {"Location": other.url})]
        secret = ask(first.url, secret={"Authorization": "Bearer canary"})
        assert fetched(settings, secret) == b"there"
        assert [each.headers.get("Authorization") for each in first.asked] == ["Bearer canary"] * 2
        assert not {"Authorization", "Cookie"} & set(other.asked[0].headers)
        assert "Cookie" not in first.asked[1].headers


def test_more_than_was_asked_for_is_refused(settings: Settings) -> None:
    with serving(Hub(b"x" * 1001)) as hub, pytest.raises(NetworkFailed, match="more than"):
        fetched(settings, ask(hub.url))


def test_this_machine_is_reached_without_a_proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(Hub(b"here")) as hub:
        assert fetched(settings, ask(hub.url)) == b"here"


def test_a_proxy_that_is_none_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://x")
    with pytest.raises(InvalidInput, match="proxy"):
        fetched(settings, ask("https://host.invalid/"))


def test_a_name_that_is_not_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(NetworkFailed, match=r"name host\.invalid is not found"):
        fetched(settings, ask("https://host.invalid/"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/", "ftp://127.0.0.1/", "file:///etc/passwd", "//example.test", "", "https://",
        "https://a:b@example.test/", "https://example.test:99999/", "https://exa mple.test/", "https://[::1/",
        "https://example.test/\r\nHost: other", "javascript:alert(1)", "https://" + "x" * 9000,
        "http://127.0.0.1.example.test/", "http://localhost.example.test/", "http://0.0.0.0/",
    ],
)  # fmt: skip
def test_what_is_never_connected_to(url: str) -> None:
    with pytest.raises(InvalidInput):
        read_address(url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_local(host)
    assert read_address(f"http://[{host}]/" if ":" in host else f"http://{host}:80/").local


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("http://127.0.0.1/", "this machine"),
        ("https://127.0.0.1/", "this machine"),
        ("https://[::1]/", "this machine"),
        ("https://localhost/", "this machine"),
        ("http://cdn.hub.test/", "only https"),
        ("https://cdn.hub.test.evil.test/", "not known"),
        ("https://169.254.169.254/latest", "not known"),
        ("https://evilhub.test/", "not known"),
    ],
)
def test_where_a_host_may_not_lead(where: str, reason: str) -> None:
    first = read_address("https://hub.test/model")
    with pytest.raises(HostUntrusted, match=reason):
        check_redirect(first, where, first=first, hosts=("hub.test",))


@pytest.mark.parametrize("where", ["/other", "https://cdn.hub.test/x?sign=1", "//hub.test/y", "z"])
def test_where_a_host_may_lead(where: str) -> None:
    first = read_address("https://hub.test/model")
    assert check_redirect(first, where, first=first, hosts=("hub.test",)).scheme == "https"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("999999999", 86400),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_when_to_come_back(told: str, seconds: float | None) -> None:
    error = refusal_of(429, {"retry-after": told}, "hub.test")
    assert isinstance(error, HostRefused) and error.details.get("retry_after") == seconds
