"""What the Open API answers when it does not do what it is asked: stable codes of the rooms, put into sentences."""

import logging
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import ValidationError

from sangdam.doors.open_api.envelope import exception_result, refuse
from sangdam.doors.open_api.labels import upload_message
from sangdam.foundation.caller import caller_address
from sangdam.foundation.jobs.traces import trace_of
from sangdam.foundation.outages import RETRY_SECONDS, is_passing
from sangdam.foundation.storage import UploadError
from sangdam.organizations.selectors import languages_of
from sangdam.security import errors as security
from sangdam.security.actions import note_rejected_call
from sangdam.security.errors import CallError, TooManyInquiries
from sangdam.tickets.errors import FieldProblem, InquiryInvalid, TicketError

logger = logging.getLogger(__name__)

NOT_FOUND = "Not Data Found"

# Result code and sentence for who is turned away at the door (docs/product.md, "Result codes").
_REFUSED_CALLS = {
    security.OPEN_API_OFF: (403, "Access Denied: the Open API of this service is off."),
    security.ADDRESS_NOT_ALLOWED: (403, "Access Denied: calls from {address} are not allowed."),
    security.TIMESTAMP_MISSING: (400, "The X-TC-Timestamp header is missing."),
    security.TIMESTAMP_NOT_NUMERIC: (400, "The X-TC-Timestamp header is not numeric: send epoch milliseconds."),
    security.TIMESTAMP_EXPIRED: (
        400,
        "The X-TC-Timestamp header is more than 5 minutes away from this server's time, which is {now}.",
    ),
    security.SIGNATURE_MISSING: (400, "The Authorization header is missing."),
    security.FILE_MISSING: (400, "The multipart request has no file in a part named 'file'."),
    security.SIGNATURE_WRONG: (400, "The Authorization header does not sign this request.{hint}"),
}
_TOO_MANY = {security.TOO_MANY_BY_EMAIL: 1001, security.TOO_MANY_BY_ADDRESS: 1002}
TOO_MANY_MESSAGE = "The number of inquiries has exceeded the limit. Please try again later."

_TICKET_ERRORS = {
    "idempotency_key_reused": "This Idempotency-Key was used for another request. Send a new key with a new request.",
    "too_many_entries": "The ticket takes no more than {maximum} entries. Send what is new as a new inquiry.",
    "wrong_status": "The ticket is completed and takes no further inquiry.",
}


class CallFailed(Exception):
    """A call cannot be answered as asked; carries the result code, the message and the result."""

    def __init__(self, code: int, message: str | None, *, result: Any = None, status: int | None = None) -> None:
        self.code = code
        self.message = message
        self.result = result
        self.status = status
        super().__init__(message)


def bad_request(message: str) -> CallFailed:
    """Say that the request itself cannot be understood."""
    return CallFailed(400, message)


def not_found() -> CallFailed:
    """Say that there is nothing of this name here, whoever else may have it."""
    return CallFailed(404, NOT_FOUND)


def list_problems(problems: list[FieldProblem]) -> HttpResponse:
    """Answer with every failing field at once (Inquiry API, "Create Ticket", failure)."""
    contents = []
    for problem in problems:
        key = f"validate.ticket.{problem.code}.{problem.validate}"
        contents.append(
            {
                "objectName": problem.code,
                "field": problem.field_id,
                "validate": problem.validate,
                "key": key,
                "message": key,
                "rejectValue": "",
            }
        )
    return refuse(400, None, result={"contents": contents})


def explain(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Turn whatever went wrong into an answer; what nobody expected is logged and told without details."""
    match fault:
        case CallFailed():
            return refuse(fault.code, fault.message, result=fault.result, status=fault.status)
        case InquiryInvalid():
            return list_problems(fault.problems)
        case CallError():
            note(request, fault.code)
            code, sentence = _REFUSED_CALLS[fault.code]
            return refuse(code, sentence.format(**{"address": caller_address(request), "hint": "", **fault.details}))
        case TooManyInquiries():
            note(request, fault.code)
            return refuse(
                _TOO_MANY[fault.code], TOO_MANY_MESSAGE, result=exception_result(TOO_MANY_MESSAGE), status=429
            )
        case UploadError():
            languages = languages_of(request.service)  # type: ignore[attr-defined]
            message = upload_message(fault, languages.choose(request.GET.get("language")), languages.default)
            return refuse(400, message, result=exception_result(message))
        case TicketError() if fault.code in _TICKET_ERRORS:
            return refuse(400, _TICKET_ERRORS[fault.code].format(**fault.details))
        case ValidationError():
            return refuse(400, "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in fault.errors))
        case RequestDataTooBig():
            return refuse(400, "The request is too large.")
        case _ if is_passing(fault):
            # Before what a broken body raises: a full disk that a body is being written to looks the same.
            logger.warning("Open API call cannot be served now: %s", trace_of(fault))
            return unavailable()
        case MultiPartParserError() | UnreadablePostError() | BadRequest() | SuspiciousOperation():
            return refuse(400, "The request could not be read.")
    logger.error("Open API call failed: %s", trace_of(fault))
    return refuse(500, "Server Error")


def unavailable() -> HttpResponse:
    """Answer that the call may be sent again in a moment: the database is away, or a disk is full."""
    response = refuse(500, "The service is temporarily unavailable. Please try again in a moment.", status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def note(request: HttpRequest, reason: str) -> None:
    """Note a refused call for the administrators; failing to do so changes nothing for the caller."""
    match = request.resolver_match
    route = "/" + (match.route if match else "").replace("<", "{").replace(">", "}")
    service = request.service  # type: ignore[attr-defined]
    try:
        note_rejected_call(
            service=service,
            method=request.method or "",
            path=route.replace("{service_id}", service.service_id, 1),
            address=caller_address(request),
            reason=reason,
        )
    except DatabaseError as fault:
        logger.warning("A refused call was not noted: %s", type(fault).__name__)


def handle_failures(api: NinjaAPI) -> None:
    """Let `explain` answer for everything that ninja's operations raise."""
    for kind in (Exception, ValidationError):
        api.add_exception_handler(kind, explain)  # type: ignore[arg-type]  # an instance, never a class
