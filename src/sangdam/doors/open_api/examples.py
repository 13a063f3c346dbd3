"""Examples for the document: the specification's own requests and answers."""

from typing import Any

_ATTACHMENT = {
    "attachmentId": "8f0dc5854d2446b6aa2e6e41a0a2f55c",
    "fileName": "image.png",
    "contentType": "image/png",
    "disposition": "attachment",
    "size": 90576,
    "createdDt": 1658192910000,
}
_HEADER = {"resultCode": 200, "resultMessage": "", "isSuccessful": True}

INQUIRY: dict[str, Any] = {
    "categoryId": "2542",
    "subject": "유형",
    "content": "문의내용",
    "endUser": {
        "usercode": "st18888",
        "email": "enduser_simple@nhn-st.com",
        "username": "이름",
        "phone": "13333333333",
    },
    "attachments": [{"attachmentId": _ATTACHMENT["attachmentId"]}],
    "typeOne": "구분1",
    "typeTwo": "구분2",
    "language": "ko",
    "source": "web",
    "userFields": [
        {"code": "textbox", "value": "텍스트 박스 이름"},
        {"code": "checkbox", "value": ["옵션1", "옵션2"]},
        {"code": "dropdown", "value": "옵션1"},
        {"code": "radiobutton", "value": "옵션1"},
        {"code": "date", "value": "2022-07-11"},
        {"code": "datetime", "value": "2022-07-11 00:00"},
        {"code": "dateperiod", "value": "2022-07-01 ~ 2022-07-31"},
        {"code": "datetimeperiod", "value": "2022-07-01 00:00 ~ 2022-07-31 23:59"},
        {"code": "agreetotheterms", "value": "true"},
    ],
}
_CREATED = {
    "ticketId": "T1658199661153IXTfw",
    "subject": "유형",
    "categoryId": 2542,
    "categoryName": None,
    "categoryFullName": None,
    "status": "new",
    "statusName": None,
    "content": "문의내용",
    "createdDt": 1658199661151,
    "updatedDt": 1658199661151,
    "contents": None,
    "attachments": [_ATTACHMENT],
    "displayDt": None,
}
_LISTED = {
    **_CREATED,
    "categoryName": "유형1-1-1-1-1",
    "categoryFullName": "유형1>유형1-1>유형1-1-1>유형1-1-1-1>유형1-1-1-1-1",
    "status": "solved",
    "statusName": "답변 완료",
    "content": None,
    "createdDt": 1658199661000,
    "updatedDt": 1658279983000,
    "attachments": None,
    "displayDt": "2022.07.19",
}
_DETAIL = {
    **_LISTED,
    "content": "문의내용",
    "contents": [
        {
            "content": "<p>solved</p>",
            "type": "reply",
            "typeName": "답변",
            "createdDt": 1658279983000,
            "displayDt": "2022.07.20",
            "attachments": [_ATTACHMENT],
        }
    ],
}
_ADDED = {
    "content": "<p>append comment</p>",
    "type": "enduser",
    "typeName": None,
    "createdDt": 1658286589999,
    "displayDt": None,
    "attachments": [_ATTACHMENT],
}


def _problem(code: str, field_id: str, validate: str) -> dict[str, str]:
    key = f"validate.ticket.{code}.{validate}"
    return {
        "objectName": code,
        "field": field_id,
        "validate": validate,
        "key": key,
        "message": key,
        "rejectValue": "",
    }


def _failed(code: int, message: str | None, result: Any) -> dict[str, Any]:
    return {"header": {"resultCode": code, "resultMessage": message, "isSuccessful": False}, "result": result}


_FORMAT_REFUSED = "해당 파일 격식은 첨부할 수 없습니다."
_TOO_MANY = "The number of inquiries has exceeded the limit. Please try again later."

_EXAMPLES: dict[tuple[str, str], Any] = {
    ("createTicket", "200"): {"header": _HEADER, "result": {"content": _CREATED}},
    ("createTicket", "400"): _failed(
        400, None, {"contents": [_problem("mail", "3", "invalid"), _problem("textbox", "721", "length")]}
    ),
    ("createTicket", "429"): _failed(1002, _TOO_MANY, {"content": {"exception": "OcException", "message": _TOO_MANY}}),
    ("uploadAttachment", "200"): {"header": _HEADER, "result": {"content": {**_ATTACHMENT, "createdDt": None}}},
    ("uploadAttachment", "400"): _failed(
        400, _FORMAT_REFUSED, {"content": {"exception": "OcException", "message": _FORMAT_REFUSED}}
    ),
    ("listTickets", "200"): {
        "header": _HEADER,
        "result": {"contents": [_LISTED], "total": 1, "pages": 1, "pageNum": 1, "pageSize": 10},
    },
    ("showTicket", "200"): {"header": _HEADER, "result": {"content": _DETAIL}},
    ("askAgain", "200"): {"header": _HEADER, "result": {"content": _ADDED}},
}
_REQUESTS = {"createTicket": INQUIRY, "askAgain": {"comment": "append comment"}}


def add_examples(operations: dict[str, Any]) -> None:
    """Put the examples into the document's operations."""
    for (name, status), example in _EXAMPLES.items():
        operations[name]["responses"][status]["content"]["application/json"]["example"] = example
    for name, example in _REQUESTS.items():
        operations[name]["requestBody"]["content"]["application/json"]["example"] = example
