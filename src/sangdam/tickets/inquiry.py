"""What a customer submits, and whether it may become a ticket."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator

from sangdam.categories.selectors import submission_types_of
from sangdam.fields.registry import (
    INVALID,
    LENGTH,
    REQUIRED,
    FieldDefinition,
    Unacceptable,
    check_answer,
    is_empty,
    is_plain_text,
)
from sangdam.fields.selectors import fields_by_code, form_of
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import languages_of
from sangdam.tickets.errors import FieldProblem, InquiryInvalid
from sangdam.tickets.models import Channel
from sangdam.tickets.models.attachment import MAXIMUM_ATTACHMENTS
from sangdam.tickets.selectors import are_waiting

MAXIMUM_SUBJECT = 255
MAXIMUM_BODY = 30_000
MAXIMUM_USERCODE = 50
MAXIMUM_USER_FIELDS = 500
MAXIMUM_DATABASE_INTEGER = 2**31 - 1

_is_email = EmailValidator()
# Digits with the marks people write between them; a leading plus; at least three digits, as in short numbers.
_is_phone = RegexValidator(r"^\+?[0-9(][0-9()\-. ]{1,}[0-9]\Z")
# A usercode stands in a URL path of the history API.
_is_usercode = RegexValidator(r"^[^/\\\x00-\x1f\x7f]+\Z")

# What ends a line somewhere: subjects and names become headers of mails.
_LINE_ENDS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
# Personal information wherever a service does not say otherwise (docs/architecture.md).
_PERSONAL_BY_DEFAULT = {"mail", "phone"}


@dataclass
class InquiryDraft:
    """An inquiry as it came, nothing checked: any member may be of any type.

    `user_fields` are pairs of field code and value in the formats of the Inquiry API.
    """

    category_id: Any = None
    subject: Any = None
    content: Any = None
    usercode: Any = None
    email: Any = None
    username: Any = None
    phone: Any = None
    attachments: Any = None
    type_one: Any = None
    type_two: Any = None
    language: Any = None
    source: Any = None
    user_fields: Any = None


@dataclass(frozen=True)
class Inquiry:
    """A checked inquiry: what `actions.create_ticket` stores."""

    submission_type_id: int
    subject: str
    content: str
    usercode: str
    attachments: tuple[str, ...]
    language: str
    channel: str
    values: dict[str, Any]
    personal: dict[str, Any] = field(default_factory=dict)
    """Answers of fields marked as personal information, to be encrypted."""


class _Check:
    """Collects every failing field of one draft, in the order of the form."""

    def __init__(self, service: Service) -> None:
        self.fields = fields_by_code(service)
        self.problems: list[FieldProblem] = []

    def fail(self, code: str, validate: str) -> None:
        definition = self.fields.get(code)
        self.problems.append(FieldProblem(code, str(definition.field_id) if definition else "", validate))

    def text(self, code: str, value: Any, *, maximum: int, required: bool) -> str:
        """Check a text of the inquiry against its field's length and a hard limit; all but `content` is one line."""
        if is_empty(value):
            if required:
                self.fail(code, REQUIRED)
            return ""
        if not isinstance(value, str) or not is_plain_text(value) or (code != "content" and _LINE_ENDS.search(value)):
            self.fail(code, INVALID)
            return ""
        definition = self.fields.get(code)
        length = definition.length if definition else 0
        if len(value) > (min(length, maximum) if length else maximum):
            self.fail(code, LENGTH)
            return ""
        return value

    def is_personal(self, code: str) -> bool:
        """Return whether answers of a field are encrypted."""
        definition = self.fields.get(code)
        return definition.is_encrypted if definition else code in _PERSONAL_BY_DEFAULT

    def shaped(self, code: str, value: str, rule: Any) -> str:
        """Check that a text has the shape of what it says it is."""
        if value:
            try:
                rule(value)
            except ValidationError:
                self.fail(code, INVALID)
        return value


def check_inquiry(service: Service, draft: InquiryDraft) -> Inquiry:
    """Return the draft as an inquiry of this service, or raise `InquiryInvalid` with every failing field at once.

    The rules are those of "Create Ticket" of the Inquiry API: category, subject, content, e-mail and name are required;
    user fields must stand on the form of the submission type; an agreement that the API has no member for
    (`personalAgree`) is the integrator's to obtain. Whether the attachments exist is known only when they are claimed;
    it is asked here when the inquiry fails anyway, so that nobody learns of it at the next attempt.
    """
    check = _Check(service)
    languages = languages_of(service)

    type_id = _category(service, draft.category_id, check)
    email = check.shaped("mail", check.text("mail", draft.email, maximum=100, required=True), _is_email)
    subject = check.text("subject", draft.subject, maximum=MAXIMUM_SUBJECT, required=True)
    content = check.text("content", draft.content, maximum=MAXIMUM_BODY, required=True)
    name = check.text("name", draft.username, maximum=100, required=True)
    phone = check.shaped("phone", check.text("phone", draft.phone, maximum=30, required=False), _is_phone)
    attachments = _attachments(draft.attachments, check)
    type_one = check.text("typeOne", draft.type_one, maximum=200, required=False)
    type_two = check.text("typeTwo", draft.type_two, maximum=200, required=False)
    usercode = check.text("usercode", draft.usercode, maximum=MAXIMUM_USERCODE, required=False)
    check.shaped("usercode", usercode, _is_usercode)

    language = languages.default
    if not is_empty(draft.language):
        if draft.language in languages.codes:
            language = draft.language
        else:
            check.fail("language", INVALID)
    channel: Any = Channel.WEB.value
    if not is_empty(draft.source):
        channel = draft.source
        if channel not in (Channel.WEB, Channel.MOBILE_WEB, Channel.API):
            check.fail("source", INVALID)

    values: dict[str, Any] = {"name": name, "mail": email, "phone": phone, "typeOne": type_one, "typeTwo": type_two}
    values.update(_user_fields(service, type_id, draft.user_fields, check))
    if check.problems:
        if not are_waiting(attachments):
            check.fail("attachment", INVALID)
        raise InquiryInvalid(check.problems)
    answered = {code: value for code, value in values.items() if value not in ("", None)}
    personal = {code: value for code, value in answered.items() if check.is_personal(code)}
    return Inquiry(
        submission_type_id=type_id or 0,
        subject=subject,
        content=content,
        usercode=usercode,
        attachments=attachments,
        language=language,
        channel=channel,
        values={code: value for code, value in answered.items() if code not in personal},
        personal=personal,
    )


def _category(service: Service, value: Any, check: _Check) -> int | None:
    if is_empty(value):
        check.fail("category", REQUIRED)
        return None
    # The specification says integer; its sample sends a string of digits.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    known = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAXIMUM_DATABASE_INTEGER
    if not known or not submission_types_of(service).is_offered(value):
        check.fail("category", INVALID)
        return None
    return value


def _attachments(value: Any, check: _Check) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        check.fail("attachment", INVALID)
        return ()
    if len(value) > MAXIMUM_ATTACHMENTS:
        check.fail("attachment", LENGTH)
        return ()
    ids = [item.get("attachmentId") if isinstance(item, dict) else None for item in value]
    if not all(is_attachment_id(item) for item in ids) or len(set(ids)) != len(ids):
        check.fail("attachment", INVALID)
        return ()
    return tuple(ids)  # type: ignore[arg-type]


def is_attachment_id(value: Any) -> bool:
    """Return whether this could be an attachment id: 32 lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == 32 and all(character in "0123456789abcdef" for character in value)


def _user_fields(service: Service, type_id: int | None, value: Any, check: _Check) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if value is not None and not isinstance(value, list):
        check.fail("userFields", INVALID)
        return {}
    if value and len(value) > MAXIMUM_USER_FIELDS:
        check.fail("userFields", LENGTH)
        return {}
    # Without a valid type the form is not known: what is given is checked as on any form, and nothing is missed.
    fields = check.fields.values() if type_id is None else form_of(service, type_id)
    form: dict[str, FieldDefinition] = {item.code: item for item in fields if not item.is_system}
    for item in value or []:
        code = item.get("code") if isinstance(item, dict) else None
        if not isinstance(code, str) or not is_plain_text(code) or code in given:
            check.fail(code[:50] if isinstance(code, str) and is_plain_text(code) else "userFields", INVALID)
            continue
        given[code] = item.get("value")
        if code not in form:
            check.fail(code[:50], INVALID)
    checked: dict[str, Any] = {}
    for code, definition in form.items():
        if type_id is None and code not in given:
            continue
        try:
            answer = check_answer(definition, given.get(code))
        except Unacceptable as fault:
            check.fail(code, fault.validate)
            continue
        if answer is not None:
            checked[code] = answer
    return checked
