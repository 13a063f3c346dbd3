"""Upload Ticket Attachments, and serving what was uploaded."""

from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Query

from sangdam.doors.open_api.calls import read_upload, service_of
from sangdam.doors.open_api.envelope import answer
from sangdam.doors.open_api.failures import logger, not_found
from sangdam.doors.open_api.members import attachment_members
from sangdam.doors.open_api.schemas import AttachmentParameters
from sangdam.foundation.events import Actor
from sangdam.foundation.storage import open_stored
from sangdam.tickets.actions import take_upload
from sangdam.tickets.inquiry import is_attachment_id
from sangdam.tickets.selectors import find_public_attachment

# What a browser shows without running anything. Nothing else is ever served inline: HTML and SVG are programs, and a
# PDF cannot be shown in the sandbox that every attachment gets.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "text/plain"})

_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # An attachment may be shown in a mail or on the integrator's own pages; its id is what protects it.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=300",
    "Referrer-Policy": "no-referrer",
}


def upload_attachment(request: HttpRequest) -> HttpResponse:
    """Check and keep a file; it waits to be named in an inquiry or a re-inquiry."""
    service = service_of(request)
    upload = read_upload(request)
    attachment = take_upload(
        service=service,
        actor=Actor.customer(),
        file_name=upload.name,
        size=upload.file.size or 0,
        content=cast(BinaryIO, upload.file.file),
    )
    return answer(attachment_members(attachment, uploaded=True))


def open_attachment(request: HttpRequest, id: str, parameters: Query[AttachmentParameters]) -> HttpResponseBase:
    """Serve a file to whoever knows its id, shown in the browser where that is harmless."""
    attachment = find_public_attachment(attachment_id=id) if is_attachment_id(id) else None
    if attachment is None:
        raise not_found()
    try:
        content = open_stored(attachment.path)
    except FileNotFoundError:
        logger.error("The file of attachment %s is gone", attachment.pk)
        raise not_found() from None
    is_download = parameters.type == "download" or attachment.content_type not in SHOWN_INLINE
    response = FileResponse(content, content_type=attachment.content_type, headers=_SAFETY)
    response.block_size = 1 << 16
    response["Content-Disposition"] = content_disposition_header(is_download, attachment.file_name) or "inline"
    response["Content-Length"] = str(attachment.size)
    return response
