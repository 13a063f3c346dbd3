"""The Open API: its operations, their paths after `/{serviceId}`, and who may call them."""

from ninja import NinjaAPI

from sangdam.doors.open_api import inquiries
from sangdam.doors.open_api.calls import Signed
from sangdam.doors.open_api.failures import handle_failures

api = NinjaAPI(title="Sangdam Open API", version="1", openapi_url=None, docs_url=None, urls_namespace="open_api")
handle_failures(api)
signed = Signed()

api.post("/openapi/v1/ticket.json", auth=signed)(inquiries.create_ticket)
