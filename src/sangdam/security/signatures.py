"""The signature of the Open API ("Common authentication").

Base64 of HMAC-SHA256 with the service key over: organization id, path, parameter values and body (or the MD5 of an
uploaded file), timestamp. Source: docs/product.md, "Signature".
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

from sangdam.security.errors import (
    SIGNATURE_MISSING,
    SIGNATURE_WRONG,
    TIMESTAMP_EXPIRED,
    TIMESTAMP_MISSING,
    TIMESTAMP_NOT_NUMERIC,
    CallError,
)

VALID_MILLISECONDS = 5 * 60 * 1000
_SHAPE = re.compile(r"[A-Za-z0-9+/]{43}=")  # 32 bytes in Base64


def signed_content(parameters: Mapping[str, str], body: bytes) -> bytes:
    """Return what of a call's parameters and body is signed.

    The parameters' values in the order of their names, joined by `&`; then, after another `&` if there was a parameter,
    the body exactly as sent.
    """
    # Java's order of strings, which is that of UTF-16.
    names = sorted(parameters, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    values = "&".join(parameters[name] for name in names).encode(errors="surrogatepass")
    if parameters and body:
        return values + b"&" + body
    return values or body


def signed_file(chunks: Iterable[bytes]) -> bytes:
    """Return what of an upload is signed: the lower-case hexadecimal MD5 of the file, and nothing else."""
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest().encode()


def make_signature(*, key: str, organization_id: str, path: str, content: bytes, timestamp: str) -> str:
    """Sign a call; `content` is what `signed_content` or `signed_file` returns, `timestamp` the header's text."""
    message = b"".join((organization_id.encode(), path.encode(), content, timestamp.encode()))
    return base64.b64encode(hmac.digest(key.encode(), message, hashlib.sha256)).decode()


def check_timestamp(timestamp: str, now: int) -> None:
    """Raise `CallError` unless the timestamp is at most five minutes from `now`, both in epoch milliseconds."""
    if not timestamp:
        raise CallError(TIMESTAMP_MISSING)
    # Digits alone, the first of them no zero: every moment has one spelling. What is signed has no marks between its
    # parts, so a zero at the end of the content could else be moved in front of the timestamp.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15) or timestamp.startswith("0"):
        raise CallError(TIMESTAMP_NOT_NUMERIC)
    if abs(now - int(timestamp)) > VALID_MILLISECONDS:
        raise CallError(TIMESTAMP_EXPIRED)


def check_shape(given: str) -> None:
    """Raise `CallError` unless `given` could be a signature of some call: it needs nothing but the header."""
    if not given:
        raise CallError(SIGNATURE_MISSING)
    if not _SHAPE.fullmatch(given):
        raise CallError(SIGNATURE_WRONG)


def check_signature(
    given: str, *, key: str, organization_id: str, paths: Iterable[str], content: bytes, timestamp: str
) -> None:
    """Raise `CallError` unless `given` signs the call; compared in constant time.

    `paths` are the spellings of one path: what a client signs percent-encoded reaches us decoded.
    """
    check_shape(given)
    presented = given.encode(errors="replace")
    for path in paths:
        expected = make_signature(
            key=key, organization_id=organization_id, path=path, content=content, timestamp=timestamp
        )
        if hmac.compare_digest(expected.encode(), presented):
            return
    raise CallError(SIGNATURE_WRONG)
