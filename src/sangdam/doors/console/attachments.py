"""Attachments for agents: every one of a ticket they may see, internal ones too."""

import codecs

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from sangdam.doors.console.entry import AgentRequest, for_agents
from sangdam.doors.console.presenters import IMAGE_TYPES
from sangdam.foundation.storage import open_stored
from sangdam.tickets.selectors import find_attachment

# Shown in the browser; everything else is saved. Nothing that runs is here: no HTML, no SVG.
SHOWN_TYPES = IMAGE_TYPES | {"application/pdf", "text/plain", "audio/mpeg", "audio/wav"}
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
# A PDF viewer is an extension of the browser, and many a version does not start in a sandbox.
UNBOXED = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none'"
SAMPLE = 65_536


def _encoding(head: bytes) -> str:
    """Tell how a text is written: marked, UTF-8, or as Windows has long written Korean."""
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
