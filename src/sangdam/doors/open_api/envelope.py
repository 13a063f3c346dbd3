"""The envelope of every answer of the Open API: a header with the result code, and the result.

Source: docs/product.md, "Envelope".
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpResponse

_encode = msgspec.json.Encoder().encode

CONTENT_TYPE = "application/json; charset=utf-8"
_SUCCESS = b'{"header":{"resultCode":200,"resultMessage":"","isSuccessful":true},"result":'


def respond(body: bytes, status: int = 200) -> HttpResponse:
    """Answer with JSON that is ready: never kept by caches, never taken for another type."""
    return HttpResponse(
        body,
        status=status,
        headers={
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def answer(content: Any, **beside: Any) -> HttpResponse:
    """Answer with one object; `beside` stands beside it in the result."""
    return respond(b"".join((_SUCCESS, _encode({"content": content, **beside}), b"}")))


def answer_list(contents: Sequence[Any], **paging: int) -> HttpResponse:
    """Answer with a list; `paging` (`total`, `pages`, `pageNum`, `pageSize`) stands beside it."""
    return respond(b"".join((_SUCCESS, _encode({"contents": contents, **paging}), b"}")))


def refuse(code: int, message: str | None, *, result: Any = None, status: int | None = None) -> HttpResponse:
    """Answer that it did not work; the HTTP status is the result code unless another is named."""
    return respond(envelope_of_error(code, message, result=result), status or code)


def envelope_of_error(code: int, message: str | None, *, result: Any = None) -> bytes:
    """Write the body of such an answer."""
    header = {"resultCode": code, "resultMessage": message, "isSuccessful": False}
    return _encode({"header": header, "result": result})


def exception_result(message: str) -> dict[str, Any]:
    """Build the result of an error by a rule of the trade (Inquiry API, "Upload Ticket Attachments", failure)."""
    return {"content": {"exception": "OcException", "message": message}}
