"""The shapes of the Open API, for its document; members and their order are those of the specification's samples.

Parameters are checked with these. Bodies are not: a failing inquiry is answered with every failing field at once, in
the shape of "Create Ticket", which `tickets.inquiry` does. Answers are built by hand (`members`) and held to these
shapes by tests.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema

MAXIMUM_INTEGER = 2**31 - 1
_SORT = r"^(?:createdDt|updatedDt):(?:asc|desc)(?:,(?:createdDt|updatedDt):(?:asc|desc))?$"
_SOURCES = r"^(?:web|spweb|api)(?:,(?:web|spweb|api)){0,2}$"

Member = TypeVar("Member")

AttachmentId = Annotated[
    str, Field(pattern="^[0-9a-f]{32}$", description="32 hexadecimal digits, as the upload returned them.")
]
Milliseconds = Annotated[int, Field(ge=0, description="Epoch milliseconds.")]
LanguageCode = Annotated[
    str | None,
    Field(description="Language of names and texts; the service's default language when it has not this one."),
]


class Exact(Schema):
    """A shape with exactly these members."""

    model_config = ConfigDict(extra="forbid")


# --- parameters ---


class LanguageParameters(Schema):
    language: LanguageCode = None


class CategoryParameters(LanguageParameters):
    parent: int | None = Field(
        None, ge=0, le=MAXIMUM_INTEGER, description="Only the types right below this one; 0 is the top."
    )
    child: int | None = Field(
        None, ge=0, le=MAXIMUM_INTEGER, description="Only the types above this one, from the top down."
    )


class TicketListParameters(LanguageParameters):
    categoryId: int | None = Field(None, ge=1, le=MAXIMUM_INTEGER, description="Only inquiries of this type.")
    status: Literal["new", "open", "reply", "solved", "closed"] | None = Field(
        None, description="Only inquiries in this status."
    )
    source: str = Field("web,spweb,api", pattern=_SOURCES, description="Channels, joined by commas.")
    sort: str = Field(
        "updatedDt:desc",
        pattern=_SORT,
        description="`createdDt` or `updatedDt`, a colon, `asc` or `desc`; a second one after a comma.",
    )
    page: int = Field(1, ge=1, le=1_000_000)
    pageSize: int = Field(10, ge=1, le=200)


class TicketDetailParameters(LanguageParameters):
    before: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Only what is earlier: `result.earlier` of the part before."
    )


class AttachmentParameters(Schema):
    type: Literal["open", "download"] = Field(
        "open",
        description="`open` shows images and plain text in the browser; all else is downloaded, as with `download`.",
    )


# --- bodies ---


class AttachmentReference(Schema):
    attachmentId: AttachmentId


class EndUser(Schema):
    usercode: str | None = Field(
        None, max_length=50, description="Your own id of the customer; the customer's history is read under it."
    )
    email: str = Field(max_length=100, json_schema_extra={"format": "email"})
    username: str = Field(max_length=100)
    phone: str | None = Field(None, max_length=30)


class UserField(Schema):
    code: str = Field(description="Code of a field on the form of the submission type.")
    value: Annotated[
        Any, WithJsonSchema({"type": ["string", "boolean", "array", "null"], "items": {"type": "string"}})
    ] = Field(
        description="text, textarea, dropdown, radio: a string. checkbox: a list of options. date: `YYYY-MM-DD`. "
        "datetime: `YYYY-MM-DD HH:mm`. date_period, datetime_period: two of them around ` ~ `. agree: true or false."
    )


class Inquiry(Schema):
    """Body of "Create Ticket"."""

    categoryId: Annotated[Any, WithJsonSchema({"type": ["integer", "string"], "pattern": "^[0-9]{1,10}$"})] = Field(
        description="Submission type, as a number or a string of digits."
    )
    subject: str = Field(max_length=255, description="The length of the field `subject` (200 by default) applies.")
    content: str = Field(
        max_length=30_000,
        description="Plain text; images as attachments, or as `<img>` with "
        "`/{serviceId}/api/v2/ticket/attachments/{id}` as source. The length of the field `content` (5,000 by default) "
        "applies.",
    )
    endUser: EndUser
    attachments: list[AttachmentReference] | None = Field(None, max_length=5)
    typeOne: str | None = Field(None, max_length=200)
    typeTwo: str | None = Field(None, max_length=200)
    language: str | None = Field(None, description="A language of the service; its default when absent.")
    source: Literal["web", "spweb", "api"] | None = "web"
    userFields: list[UserField] | None = None


class Reinquiry(Schema):
    """Body of "Customer re-inquiry"."""

    comment: str = Field(max_length=30_000)
    attachments: list[AttachmentReference] | None = Field(
        None, max_length=5, description="Instead of the query parameter of the same name."
    )


# --- answers ---


class Header(Exact):
    resultCode: int
    resultMessage: str | None
    isSuccessful: bool


class Content(Exact, Generic[Member]):
    content: Member


class TicketDetailResult(Exact):
    content: "TicketDetail"
    total: int = Field(0, description="Only with a long history: how many answers and re-inquiries there are.")
    earlier: int | None = Field(
        None, description="Only with a long history: `before` of the next part, null when this is the last one."
    )


class Contents(Exact, Generic[Member]):
    contents: list[Member]


class Page(Exact, Generic[Member]):
    contents: list[Member]
    total: int
    pages: int
    pageNum: int
    pageSize: int


class Profile(Exact):
    fileUrl: str = Field(description="Address of the service's banner, empty when there is none.")


class Language(Exact):
    code: str
    name: str
    orderNo: int


class Service(Exact):
    serviceId: str
    name: str
    profile: Profile
    language: str
    languages: list[Language]
    multiLanguage: bool


class Category(Exact):
    categoryId: int
    parent: int = Field(description="0 at the top.")
    name: str
    level: int = Field(ge=1, le=5)
    path: str = Field(description=r"The ids above, each followed by a backslash: `\2536\2538\`; `\` at the top.")
    orderNo: int
    languages: dict[str, str]


class FormField(Exact):
    fieldId: int
    code: str
    type: Literal[
        "caption",
        "text",
        "textarea",
        "checkbox",
        "dropdown",
        "radio",
        "date",
        "datetime",
        "date_period",
        "datetime_period",
        "agree",
        "file",
    ]
    title: str
    description: str
    placeholder: str
    length: int = Field(description="Maximum number of characters; 0 is no limit.")
    required: bool
    encrypt: bool
    holdingText: bool
    options: list[str] | None
    value: None


class Attachment(Exact):
    attachmentId: AttachmentId
    fileName: str
    contentType: str
    disposition: Literal["attachment"]
    size: int
    createdDt: Milliseconds | None


class CreatedTicket(Exact):
    ticketId: str = Field(pattern="^T[0-9]{13}[A-Za-z0-9]{5}$")
    subject: str
    categoryId: int
    categoryName: None
    categoryFullName: None
    status: Literal["new"]
    statusName: None
    content: str
    createdDt: Milliseconds
    updatedDt: Milliseconds
    contents: None
    attachments: list[Attachment] | None
    displayDt: None


class ListedTicket(Exact):
    ticketId: str
    subject: str
    categoryId: int | None
    categoryName: str
    categoryFullName: str = Field(description="Names from the top down, joined by `>`.")
    status: Literal["new", "open", "reply", "solved", "closed"]
    statusName: str
    content: None
    createdDt: Milliseconds
    updatedDt: Milliseconds
    contents: None
    attachments: None
    displayDt: str = Field(description="Day of creation, `yyyy.MM.dd`.")


class Entry(Exact):
    content: str = Field(description="HTML that is safe to put on a page.")
    type: Literal["reply", "enduser"]
    typeName: str | None
    createdDt: Milliseconds
    displayDt: str | None
    attachments: list[Attachment] | None


class TicketDetail(Exact):
    ticketId: str
    subject: str
    categoryId: int | None
    categoryName: str
    categoryFullName: str
    status: Literal["new", "open", "reply", "solved", "closed"]
    statusName: str
    content: str = Field(description="The inquiry; markup in it is safe to put on a page.")
    createdDt: Milliseconds
    updatedDt: Milliseconds
    contents: list[Entry] = Field(description="Answers and re-inquiries, the newest first; of a long history a part.")
    attachments: list[Attachment] | None
    displayDt: str


class CreatedEntry(Exact):
    content: str
    type: Literal["enduser"]
    typeName: None
    createdDt: Milliseconds
    displayDt: None
    attachments: list[Attachment] | None


class ServiceAnswer(Exact):
    header: Header
    result: Content[Service]


class CategoriesAnswer(Exact):
    header: Header
    result: Contents[Category]


class FieldsAnswer(Exact):
    header: Header
    result: Contents[FormField]


class UploadAnswer(Exact):
    header: Header
    result: Content[Attachment]


class CreatedTicketAnswer(Exact):
    header: Header
    result: Content[CreatedTicket]


class TicketListAnswer(Exact):
    header: Header
    result: Page[ListedTicket]


class TicketDetailAnswer(Exact):
    header: Header
    result: TicketDetailResult


class ReinquiryAnswer(Exact):
    header: Header
    result: Content[CreatedEntry]


# --- errors ---


class ErrorAnswer(Exact):
    """Something else than a field is wrong; `header.resultMessage` says what."""

    header: Header
    result: None


class FieldProblem(Exact):
    objectName: str = Field(description="Code of the failing field.")
    field: str = Field(description="Id of the failing field, empty when it has none.")
    validate_: Literal["required", "length", "invalid"] = Field(alias="validate")
    key: str
    message: str
    rejectValue: Literal[""]


class FieldErrorsAnswer(Exact):
    """Fields fail; all of them are listed."""

    header: Header
    result: Contents[FieldProblem]


class Reason(Exact):
    exception: Literal["OcException"]
    message: str


class RuleErrorAnswer(Exact):
    """A file cannot be attached, or the customer sent too many inquiries (result codes 1001, 1002)."""

    header: Header
    result: Content[Reason]
