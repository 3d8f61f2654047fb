"""A PDF encrypted with a password, in the standard's oldest way (40 bits of RC4)."""

from __future__ import annotations

import hashlib

from tests.documents.pdf import FONTS, assembled

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"
_RIGHTS = -4


def rc4(key: bytes, data: bytes) -> bytes:
    state, j, out, i = list(range(256)), 0, bytearray(), 0
    for number in range(256):
        j = (j + state[number] + key[number % len(key)]) % 256
        state[number], state[j] = state[j], state[number]
    j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def locked_pdf(content: bytes, password: str) -> bytes:
    """One page of drawing commands that cannot be read without ``password``."""
    padded = (password.encode("latin-1") + _PAD)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + _RIGHTS.to_bytes(4, "little", signed=True) + _ID).digest()[:5]
    user = rc4(key, _PAD)
    own = hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10]
    stream = rc4(own, content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s >> /Contents 4 0 R >>" % FONTS,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>"
        % (owner.hex().encode(), user.hex().encode(), _RIGHTS),
    ]
    return assembled(objects, b"/Encrypt 5 0 R /ID [<%s> <%s>]" % (_ID.hex().encode(), _ID.hex().encode()))
