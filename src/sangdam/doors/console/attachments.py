"""Attachments for agents: every one of a ticket they may see, internal ones too."""

import codecs
from typing import BinaryIO, cast

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from sangdam.doors.console.access import AgentRequest, for_agents
from sangdam.doors.console.labels import UNKNOWN_ERROR, UPLOAD_ERRORS
from sangdam.doors.console.presenters import IMAGE_TYPES, present_file
from sangdam.foundation.storage import UploadError, open_stored
from sangdam.tickets.actions import discard_attachment, take_upload
from sangdam.tickets.inquiry import is_attachment_id
from sangdam.tickets.models.attachment import MAXIMUM_ATTACHMENTS
from sangdam.tickets.selectors import find_attachment, list_waiting

# Shown in the browser; everything else is saved. Nothing that runs is here: no HTML, no SVG.
SHOWN_TYPES = IMAGE_TYPES | {"application/pdf", "text/plain", "audio/mpeg", "audio/wav"}
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
# A PDF viewer is an extension of the browser, and many a version does not start in a sandbox.
UNBOXED = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none'"
SAMPLE = 65_536


def _encoding(head: bytes) -> str:
    """Return how a text is written: marked, UTF-8, or as Windows has long written Korean."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "euc-kr"
    return "utf-8"


@require_GET
@for_agents
def show_attachment(request: AgentRequest, attachment_id: str) -> FileResponse:
    """Send a file: pictures, PDF and text to look at, others to save; in a sandbox whatever it is, but for PDF."""
    attachment = find_attachment(agent=request.agent, attachment_id=attachment_id)
    if attachment is None:
        raise Http404
    try:
        content = open_stored(attachment.path)
    except FileNotFoundError as fault:
        raise Http404 from fault
    is_saved = attachment.content_type not in SHOWN_TYPES or "download" in request.GET
    content_type = attachment.content_type
    if content_type == "text/plain":
        content_type = f"text/plain; charset={_encoding(content.read(SAMPLE))}"
        content.seek(0)
    response = FileResponse(content, as_attachment=is_saved, filename=attachment.file_name, content_type=content_type)
    is_pdf = attachment.content_type == "application/pdf"
    response.headers["Content-Security-Policy"] = f"{UNBOXED if is_pdf else SANDBOX}; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


# --- files of an answer or a comment, sent ahead of it ----------------------------------------------------------------


@require_POST
@for_agents
def upload_attachment(request: AgentRequest) -> HttpResponse:
    """Check and keep a file as the Open API does; it waits to go out with what its agent is writing.

    The name comes as a field of its own (`name`): a form's file names lose what they may not have on the way in, and a
    name is never repaired here. 422 says why a file is not taken.
    """
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"problem": str(UPLOAD_ERRORS["empty"])}, status=422)
    try:
        attachment = take_upload(
            service=request.agent.service,
            actor=request.actor,
            file_name=request.POST.get("name") or upload.name or "",
            size=upload.size or 0,
            content=cast(BinaryIO, upload.file),
        )
    except UploadError as error:
        label = UPLOAD_ERRORS.get(error.details.get("reason", error.code), UNKNOWN_ERROR)
        return JsonResponse({"problem": str(label)}, status=422)
    file = present_file(attachment, request.agent.service.service_id)
    return JsonResponse({"id": attachment.pk, "name": file.name, "size": file.size, "url": file.url}, status=201)


@require_POST
@for_agents
def remove_attachment(request: AgentRequest, attachment_id: str) -> HttpResponse:
    """Remove a file that was sent ahead; one that went out meanwhile stays where it is."""
    if find_attachment(agent=request.agent, attachment_id=attachment_id) is None:
        raise Http404
    discard_attachment(attachment_id=attachment_id, actor=request.actor)
    return HttpResponse(status=204)


@require_GET
@for_agents
def show_waiting(request: AgentRequest) -> HttpResponse:
    """Return which of the files (`ids`, joined with commas) still wait: they do for a day."""
    ids = [item for item in request.GET.get("ids", "").split(",") if is_attachment_id(item)]
    return JsonResponse({"waiting": list_waiting(agent=request.agent, attachment_ids=ids[: 2 * MAXIMUM_ATTACHMENTS])})
