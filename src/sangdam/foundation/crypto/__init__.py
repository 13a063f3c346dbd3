"""Encryption of personal fields, and exact search on what is encrypted.

The only place that knows keys. Encryption is AES-256-GCM by Google Tink with associated data, so that an encrypted
value copied into another row, field or service does not open. The key id stands in each encrypted value: keys can be
rotated while old values stay readable.
"""

import base64
import hashlib
import hmac
import io
import json
import secrets
import unicodedata
from functools import cache
from typing import Any

import tink
from django.conf import settings
from tink import aead, cleartext_keyset_handle

from sangdam.settings.secret_files import read_or_make_secret

PREFIX = "s1:"
# What is no text is encrypted as JSON, in a place of its own: who writes to the table could change the prefix alone.
JSON_PREFIX, _JSON_PLACE = "j1:", "|json"


class Unreadable(Exception):
    """An encrypted value does not open: wrong key, wrong place, or damaged."""


def make_keyset() -> str:
    """Make new keys: one Tink keyset to encrypt with, one secret for blind indexes."""
    aead.register()
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    buffer = io.StringIO()
    cleartext_keyset_handle.write(tink.JsonKeysetWriter(buffer), handle)
    # "seal" is what the first version called it in the file; a file is read by every later version.
    return json.dumps({"seal": json.loads(buffer.getvalue()), "index": secrets.token_hex(32)})


@cache
def _keys() -> tuple[Any, bytes]:
    environment = settings.ENVIRONMENT
    text = environment.keyset or read_or_make_secret(environment.data / "keyset.json", make_keyset)
    aead.register()
    try:
        document = json.loads(text)
        handle = cleartext_keyset_handle.read(tink.JsonKeysetReader(json.dumps(document["seal"])))
        return handle.primitive(aead.Aead), bytes.fromhex(document["index"])
    except (ValueError, LookupError, TypeError, tink.TinkError):
        raise ValueError("The keyset is damaged.") from None  # what they say may quote the keys


def encrypt(plain: str, context: str) -> str:
    """Encrypt `plain` so that it opens only with the same `context`.

    `context` names the place, as `service|model.field|key`: the encrypted value is worthless anywhere else.
    """
    primitive, _ = _keys()
    return PREFIX + base64.urlsafe_b64encode(primitive.encrypt(plain.encode(), context.encode())).decode()


def decrypt(token: str, context: str) -> str:
    """Decrypt what `encrypt` returned for the same `context`; raise `Unreadable` for anything else."""
    primitive, _ = _keys()
    if not token.startswith(PREFIX):
        raise Unreadable
    try:
        return primitive.decrypt(base64.urlsafe_b64decode(token[len(PREFIX) :]), context.encode()).decode()
    except (tink.TinkError, ValueError) as fault:
        raise Unreadable from fault


def encrypt_value(value: Any, context: str) -> str:
    """Encrypt a value of any type that JSON knows; `decrypt_value` returns it with that type."""
    if isinstance(value, str):
        return encrypt(value, context)
    return JSON_PREFIX + encrypt(json.dumps(value, ensure_ascii=False), context + _JSON_PLACE).removeprefix(PREFIX)


def decrypt_value(token: Any, context: str) -> Any:
    """Decrypt what `encrypt_value` returned for the same `context`; raise `Unreadable` for anything else."""
    if not isinstance(token, str):  # it comes out of JSON, where a damaged row may hold whatever JSON knows
        raise Unreadable
    if not token.startswith(JSON_PREFIX):
        return decrypt(token, context)
    return json.loads(decrypt(PREFIX + token.removeprefix(JSON_PREFIX), context + _JSON_PLACE))


def blind_index(value: str, purpose: str) -> bytes:
    """Derive 16 bytes that are equal for equal values of one purpose and tell nothing about the value.

    The purpose holds the service, so the same address in two services has two indexes. Values are folded first
    (NFKC, case, outer space): people type addresses in many ways.
    """
    _, key = _keys()
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    return hmac.digest(key, f"{purpose}\0{folded}".encode(), hashlib.sha256)[:16]


def cache_key(key: str, prefix: str, version: int) -> str:
    """Name an entry of the cache so that nobody who reads the table learns what it is about (`KEY_FUNCTION`)."""
    return f"{version}:{keyed_digest(key, f'cache|{prefix}', length=40)}"


def keyed_digest(value: str, purpose: str, length: int = 16) -> str:
    """Derive a short hexadecimal digest that only this installation can make, for ids that come back to us."""
    _, key = _keys()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()[:length]
