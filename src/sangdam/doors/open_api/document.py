"""The OpenAPI document of the Open API, made from its operations, and the page that shows it.

Each service has its own document, with its id in the paths: what a reader tries out goes to that service. The one in
`docs/openapi/` is the same for a service `{serviceId}`.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pydantic.json_schema import models_json_schema

from sangdam.doors.open_api import examples
from sangdam.doors.open_api.api import api
from sangdam.doors.open_api.calls import service_of
from sangdam.doors.open_api.inquiries import MAXIMUM_KEY
from sangdam.doors.open_api.schemas import Inquiry, Reinquiry

JSON = "application/json"
_REFERENCE = "#/components/schemas/{model}"
SIGNED: list[dict[str, list[str]]] = [{"Signature": [], "Timestamp": []}]

_SECURITY_SCHEMES = {
    "Signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Base64 of HMAC-SHA256, with the service key, over organization id, path, the parameters' "
        "values in the order of their names joined by `&`, the body exactly as sent (after a further `&` if there was "
        "a parameter), and the timestamp. Of an upload the lower-case MD5 of the file stands in place of parameters "
        "and body.",
    },
    "Timestamp": {
        "type": "apiKey",
        "in": "header",
        "name": "X-TC-Timestamp",
        "description": "Now, in epoch milliseconds; at most five minutes away from the server's time.",
    },
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MAXIMUM_KEY, "pattern": "^[!-~]+$"},
    "description": "Any text of your own, new for each new request. The same key with the same body again does nothing "
    "and answers the same; with another body it is refused.",
}
_CUSTOMER_ADDRESS = {
    "name": "OC-Client-IP",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[0-9A-Fa-f:.]{2,45}$"},
    "description": "The customer's own address; the spam policy counts by it.",
}
_LANGUAGE = {
    "name": "language",
    "in": "query",
    "required": False,
    "allowEmptyValue": True,
    "schema": {"type": "string"},
}


def make_document(service_id: str) -> dict[str, Any]:
    """Make the document of a service; `{serviceId}` makes the one for any."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=service_id)))
    _, bodies = models_json_schema([(model, "validation") for model in (Inquiry, Reinquiry)], ref_template=_REFERENCE)
    made["components"]["schemas"].update(bodies["$defs"])
    made["components"]["schemas"] = dict(sorted(made["components"]["schemas"].items()))
    made["components"]["securitySchemes"] = _SECURITY_SCHEMES
    operations = {
        operation["operationId"]: operation for methods in made["paths"].values() for operation in methods.values()
    }
    for operation in operations.values():
        if "security" in operation:
            operation["security"] = SIGNED
        _name_errors(operation)
        for parameter in operation["parameters"]:
            _describe_parameter(parameter)
    _describe_bodies(operations)
    examples.add_examples(operations)
    if "{" in service_id:
        for methods in made["paths"].values():
            methods["parameters"] = [
                {"name": "serviceId", "in": "path", "required": True, "schema": {"type": "string"}}
            ]
    return made


def _describe_parameter(parameter: dict[str, Any]) -> None:
    """Say of a parameter that it may be left out or empty, instead of a null that no query can hold."""
    shape = parameter["schema"]
    kinds = [kind for kind in shape.pop("anyOf", []) if kind.get("type") != "null"]
    for kind in kinds:
        shape.update(kind)
    if shape.get("default", "") is None:
        del shape["default"]
    for said_elsewhere in ("description", "title"):
        shape.pop(said_elsewhere, None)
    if parameter["in"] == "query":
        parameter["allowEmptyValue"] = True


def _name_errors(operation: dict[str, Any]) -> None:
    reasons = {
        "200": "Done.",
        "400": "The call is not as it must be; nothing was changed.",
        "403": "The Open API of this service is off, or the caller's address is not allowed.",
        "404": "There is no such thing in this service, or no such service.",
        "405": "This method is not allowed here; header.resultCode is 400.",
        "429": "The customer sent too many inquiries: result code 1001 by e-mail, 1002 by address.",
        "500": "The server failed; nothing was changed.",
        "503": "The server cannot do this right now (Retry-After); header.resultCode is 500.",
    }
    for status, response in operation["responses"].items():
        response["description"] = reasons[status]


def _describe_bodies(operations: dict[str, Any]) -> None:
    create = operations["createTicket"]
    create["requestBody"] = _json_body("Inquiry")
    create["parameters"] += [_LANGUAGE, _IDEMPOTENCY_KEY, _CUSTOMER_ADDRESS]
    again = operations["askAgain"]
    again["requestBody"] = _json_body("Reinquiry")
    again["parameters"] += [
        _IDEMPOTENCY_KEY,
        {
            "name": "attachments",
            "in": "query",
            "required": False,
            "allowEmptyValue": True,
            "schema": {"type": "string", "pattern": "^[0-9a-f]{32}(?:,[0-9a-f]{32}){0,4}$"},
            "description": "Ids of attachments, joined by commas, five at most.",
        },
    ]
    upload = operations["uploadAttachment"]
    upload["parameters"] += [{**_LANGUAGE, "description": "Language of what is said about a file that is refused."}]
    upload["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "At most 10 MB; its name shorter than 100 characters; jpg, png, gif, bmp, "
                            "jpeg, tif, tiff, pdf, txt, hwp, xls, xlsx, doc, docx, ppt, pptx, mp3, wav or zip.",
                        }
                    },
                }
            }
        },
    }
    operations["openAttachment"]["responses"]["200"]["content"] = {
        "*/*": {"schema": {"type": "string", "format": "binary"}}
    }


def _json_body(model: str) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": {"$ref": _REFERENCE.format(model=model)}}}}


def serve_document(request: HttpRequest) -> HttpResponse:
    """Serve the OpenAPI document of a service."""
    body = json.dumps(make_document(service_of(request).service_id), ensure_ascii=False).encode()
    return HttpResponse(body, headers={"Content-Type": JSON, "X-Content-Type-Options": "nosniff"})


# blob: is how the page shows an image it was answered with.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def serve_page(request: HttpRequest) -> HttpResponse:
    """Serve the page on which people read the document and try it out."""
    response = render(request, "open_api/docs.html", {"service": service_of(request)})
    response["Content-Security-Policy"] = _PAGE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    return response
