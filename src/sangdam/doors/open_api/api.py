"""The Open API: its operations, their paths after `/{serviceId}`, and who may call them.

Each operation answers with a finished response, so that ninja neither checks nor builds it again: these are the
shortest ways through the product. The shapes given here make the document (`document.py`).
"""

from typing import Any

from ninja import NinjaAPI

from sangdam.doors.open_api import histories, inquiries, public, uploads
from sangdam.doors.open_api.calls import ServletParameters, Signed, SignedUpload
from sangdam.doors.open_api.failures import handle_failures
from sangdam.doors.open_api.schemas import (
    CategoriesAnswer,
    CreatedTicketAnswer,
    ErrorAnswer,
    FieldErrorsAnswer,
    FieldsAnswer,
    ReinquiryAnswer,
    RuleErrorAnswer,
    ServiceAnswer,
    TicketDetailAnswer,
    TicketListAnswer,
    UploadAnswer,
)

DESCRIPTION = """\
Inquiries of your customers, sent and read by your own programs.

Calls below `/openapi/v1` are signed with the service key (Service Management -> Authentication -> Open API); calls
below `/api/v2` need no signature. Every answer has the same envelope. The HTTP status is `header.resultCode`, except
that 1001 and 1002 come with 429, a method that is not allowed with 405 and result code 400, and a call that cannot be
served just now with 503, `Retry-After` and result code 500: send it again, an inquiry with the same `Idempotency-Key`.
"""

api = NinjaAPI(
    title="Sangdam Open API",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="open_api",
    parser=ServletParameters(),
)
handle_failures(api)

SIGNED = Signed()
SIGNED_UPLOAD = SignedUpload()

_UNSIGNED_ERRORS: dict[Any, Any] = dict.fromkeys((400, 404, 405, 500, 503), ErrorAnswer)
_SIGNED_ERRORS: dict[Any, Any] = {**_UNSIGNED_ERRORS, 403: ErrorAnswer}
_LIST = "/openapi/v1/ticket/enduser/{usercode}/list.json"


def _answers(answer: Any, errors: dict[Any, Any]) -> dict[Any, Any]:
    return dict(sorted({200: answer, **errors}.items()))


# First, because it is called most.
api.post(
    "/openapi/v1/ticket.json",
    auth=SIGNED,
    operation_id="createTicket",
    summary="Create Ticket",
    tags=["Inquiry"],
    by_alias=True,
    response=_answers(
        CreatedTicketAnswer, {**_SIGNED_ERRORS, 400: FieldErrorsAnswer | ErrorAnswer, 429: RuleErrorAnswer}
    ),
)(inquiries.create_ticket)
api.post(
    "/openapi/v1/ticket/attachments/upload.json",
    auth=SIGNED_UPLOAD,
    operation_id="uploadAttachment",
    summary="Upload Ticket Attachments",
    tags=["Inquiry"],
    by_alias=True,
    response=_answers(UploadAnswer, {**_SIGNED_ERRORS, 400: RuleErrorAnswer | ErrorAnswer}),
)(uploads.upload_attachment)
api.get(
    _LIST,
    auth=SIGNED,
    operation_id="listTickets",
    summary="Customer Ticket List",
    tags=["Inquiry history"],
    by_alias=True,
    response=_answers(TicketListAnswer, _SIGNED_ERRORS),
)(histories.list_tickets)
api.post(
    _LIST,
    auth=SIGNED,
    operation_id="listTicketsByPost",
    summary="Customer Ticket List by POST",
    description="The same with the same parameters, in the query or as a form.",
    tags=["Inquiry history"],
    by_alias=True,
    response=_answers(TicketListAnswer, _SIGNED_ERRORS),
)(histories.list_tickets)
api.get(
    "/openapi/v1/ticket/enduser/{usercode}/{ticketId}/detail.json",
    auth=SIGNED,
    operation_id="showTicket",
    summary="Ticket Details",
    tags=["Inquiry history"],
    by_alias=True,
    response=_answers(TicketDetailAnswer, _SIGNED_ERRORS),
)(histories.show_ticket)
api.post(
    "/openapi/v1/ticket/enduser/{usercode}/{ticketId}/comment.json",
    auth=SIGNED,
    operation_id="askAgain",
    summary="Customer Re-Inquiry",
    tags=["Inquiry history"],
    by_alias=True,
    response=_answers(ReinquiryAnswer, {**_SIGNED_ERRORS, 400: FieldErrorsAnswer | ErrorAnswer, 429: RuleErrorAnswer}),
)(histories.ask_again)
api.get(
    "/api/v2/service.json",
    operation_id="showService",
    summary="Service Details",
    tags=["Service"],
    by_alias=True,
    response=_answers(ServiceAnswer, {404: ErrorAnswer, 405: ErrorAnswer, 500: ErrorAnswer, 503: ErrorAnswer}),
)(public.show_service)
api.get(
    "/api/v2/ticket/categories.json",
    operation_id="listCategories",
    summary="Submission Type List",
    tags=["Inquiry"],
    by_alias=True,
    response=_answers(CategoriesAnswer, _UNSIGNED_ERRORS),
)(public.list_categories)
api.get(
    "/api/v2/ticket/field/user/{categoryId}.json",
    operation_id="listFields",
    summary="List of Submission Type fields",
    tags=["Inquiry"],
    by_alias=True,
    response=_answers(FieldsAnswer, _UNSIGNED_ERRORS),
)(public.list_fields)
api.get(
    "/api/v2/ticket/attachments/{id}",
    operation_id="openAttachment",
    summary="Open and Download Ticket Attachments",
    tags=["Inquiry history"],
    by_alias=True,
    response=_answers(None, _UNSIGNED_ERRORS),
)(uploads.open_attachment)
