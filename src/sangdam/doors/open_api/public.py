"""What anybody may read of a service: itself, its submission types, their fields."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from sangdam.categories.selectors import SubmissionTypeNode, submission_types_of
from sangdam.doors.open_api.calls import service_of
from sangdam.doors.open_api.envelope import answer, answer_list
from sangdam.doors.open_api.failures import not_found
from sangdam.doors.open_api.schemas import CategoryParameters, LanguageParameters
from sangdam.fields.registry import FieldDefinition
from sangdam.fields.selectors import form_of
from sangdam.foundation.texts import pick
from sangdam.organizations.languages import native_name
from sangdam.organizations.selectors import languages_of


def show_service(request: HttpRequest) -> HttpResponse:
    """Return a service's name and languages."""
    service = service_of(request)
    languages = languages_of(service)
    return answer(
        {
            "serviceId": service.service_id,
            "name": service.name,
            "profile": {"fileUrl": ""},
            "language": languages.default,
            "languages": [
                {"code": code, "name": native_name(code), "orderNo": position}
                for position, code in enumerate(languages.codes)
            ],
            "multiLanguage": len(languages.codes) > 1,
        }
    )


def list_categories(request: HttpRequest, parameters: Query[CategoryParameters]) -> HttpResponse:
    """List the submission types customers may choose: all, those below `parent`, or those above `child`."""
    service = service_of(request)
    languages = languages_of(service)
    language = languages.choose(parameters.language)
    tree = submission_types_of(service)
    nodes = tree.active()
    if parameters.parent is not None:
        nodes = [node for node in nodes if node.parent == parameters.parent]
    if parameters.child is not None:
        child = tree.by_id.get(parameters.child)
        nodes = [node for node in nodes if child is not None and node.id in child.ancestors]
    return answer_list([_category(node, languages.codes, language, languages.default) for node in nodes])


def _category(node: SubmissionTypeNode, codes: tuple[str, ...], language: str, default_language: str) -> dict[str, Any]:
    return {
        "categoryId": node.id,
        "parent": node.parent,
        "name": pick(node.names, language, default_language),
        "level": node.level,
        "path": node.path,
        "orderNo": node.position,
        "languages": {code: node.names[code] for code in codes if node.names.get(code)},
    }


def list_fields(request: HttpRequest, categoryId: int, parameters: Query[LanguageParameters]) -> HttpResponse:
    """List the fields of a submission type's form, in order."""
    service = service_of(request)
    languages = languages_of(service)
    language = languages.choose(parameters.language)
    if not submission_types_of(service).is_offered(categoryId):
        raise not_found()
    return answer_list([_field(field, language, languages.default) for field in form_of(service, categoryId)])


def _field(field: FieldDefinition, language: str, default_language: str) -> dict[str, Any]:
    return {
        "fieldId": field.field_id,
        "code": field.code,
        "type": field.type,
        "title": pick(field.names, language, default_language),
        "description": pick(field.descriptions, language, default_language),
        "placeholder": pick(field.placeholders, language, default_language),
        "length": field.length,
        "required": field.is_required,
        "encrypt": field.is_encrypted,
        "holdingText": field.is_cleared_on_click,
        "options": list(field.options) if field.options is not None else None,
        "value": None,
    }
