"""The service of the Inquiry API's samples: its submission types and fields, with their ids.

The integrator who sends the specification's own request to a demo installation gets the specification's own answer.
"""

from dataclasses import dataclass, field
from typing import Any

from django_scopes import scope

from sangdam.categories.actions import add_submission_type
from sangdam.categories.models import SubmissionType
from sangdam.fields.actions import add_system_fields, add_user_field, place_fields
from sangdam.fields.models import FieldType
from sangdam.fields.selectors import system_fields
from sangdam.fields.system_fields import USUAL_ORDER
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service

LANGUAGES = ("ko", "en", "ja", "zh", "th")
DEEPEST_TYPE = 2542

# (id, parent, number): the names are "Type" and the number, in five languages.
_TYPES = (
    (2536, None, "1"),
    (2537, None, "2"),
    (2538, 2536, "1-1"),
    (2539, 2536, "1-2"),
    (2540, 2538, "1-1-1"),
    (2541, 2540, "1-1-1-1"),
    (2542, 2541, "1-1-1-1-1"),
)
_TYPE = {"ko": "유형", "th": "พิมพ์", "ja": "タイプ", "en": "Type", "zh": "类型"}
_OPTIONS = ("옵션1", "옵션2", "옵션3")


@dataclass(frozen=True)
class _UserField:
    field_id: int
    code: str
    type: str
    name: dict[str, str]
    description: str
    placeholder: str = ""
    is_required: bool = False
    is_encrypted: bool = False
    options: tuple[str, ...] | None = None
    more: dict[str, Any] = field(default_factory=dict)


def _names(ko: str, en: str, ja: str, zh: str, th: str) -> dict[str, str]:
    return {"ko": ko, "en": en, "ja": ja, "zh": zh, "th": th}


_USER_FIELDS = (
    _UserField(
        720,
        "caption",
        FieldType.CAPTION,
        _names("단순 텍스트 이름", "Caption", "テキスト", "纯文本", "ข้อความ"),
        '<div style="color:red">단순 텍스트 설명</div>',
        '<div style="font-size:20px;color:red">단순 텍스트 내용</div>',
    ),
    _UserField(
        721,
        "textbox",
        FieldType.TEXT,
        _names("텍스트 박스 이름", "Text box", "テキストボックス", "文本框", "กล่องข้อความ"),
        '<div style="color:red">텍스트 박스 설명</div>',
        "텍스트 박스 자리 표시자",
        is_required=True,
    ),
    _UserField(
        722,
        "checkbox",
        FieldType.CHECKBOX,
        _names("체크박스 이름", "Check box", "チェックボックス", "复选框", "ช่องทำเครื่องหมาย"),
        "체크박스 설명",
        is_encrypted=True,
        options=_OPTIONS,
    ),
    _UserField(
        723,
        "dropdown",
        FieldType.DROPDOWN,
        _names("드롭박스 이름", "Drop box", "ドロップダウン", "下拉框", "รายการแบบเลื่อนลง"),
        "드롭박스 설명",
        options=_OPTIONS,
    ),
    _UserField(
        724,
        "radiobutton",
        FieldType.RADIO,
        _names("라디오 버튼 이름", "Radio button", "ラジオボタン", "单选按钮", "ปุ่มตัวเลือก"),
        "라디오 버튼 설명",
        options=_OPTIONS,
    ),
    _UserField(
        725, "date", FieldType.DATE, _names("일자 이름", "Date", "日付", "日期", "วันที่"), "일자 설명", "2022-07-11"
    ),
    _UserField(
        726,
        "datetime",
        FieldType.DATETIME,
        _names("일시", "Date and time", "日時", "日期时间", "วันที่และเวลา"),
        "일시",
        "2022-07-11 00:00",
    ),
    _UserField(
        727,
        "dateperiod",
        FieldType.DATE_PERIOD,
        _names("기간 일자 이름", "Period of dates", "期間(日付)", "日期区间", "ช่วงวันที่"),
        "기간 일자 설명",
        "2022-07-01 ~ 2022-07-31",
    ),
    _UserField(
        728,
        "datetimeperiod",
        FieldType.DATETIME_PERIOD,
        _names("기간 일시 이름", "Period of dates and times", "期間(日時)", "日期时间区间", "ช่วงวันที่และเวลา"),
        "기간 일시 설명",
        "2022-07-01 00:00 ~ 2022-07-31 23:59",
    ),
    _UserField(
        729,
        "agreetotheterms",
        FieldType.AGREE,
        _names("동의하기 이름", "Agree to the terms", "規約への同意", "同意条款", "ยอมรับข้อกำหนด"),
        "안내 문구",
        "동의 문구",
    ),
)


def furnish_service(service: Service, *, ids_of_the_samples: bool = True) -> None:
    """Give a service the samples' submission types and fields.

    With `ids_of_the_samples` the ids are those of the specification, which one service of an installation can have;
    otherwise they come from the sequences.
    """
    actor = Actor.system()
    types: dict[int, SubmissionType] = {}
    for type_id, parent, number in _TYPES:
        types[type_id] = add_submission_type(
            service=service,
            actor=actor,
            names={code: f"{word}{number}" for code, word in _TYPE.items()},
            parent=types[parent] if parent else None,
            category_id=type_id if ids_of_the_samples else None,
        )
    add_system_fields(service=service, actor=actor)
    user_fields = [
        add_user_field(
            service=service,
            actor=actor,
            field_id=sample.field_id if ids_of_the_samples else None,
            code=sample.code,
            type=sample.type,
            names=sample.name,
            descriptions={"ko": sample.description},
            placeholders={"ko": sample.placeholder} if sample.placeholder else {},
            length=50,
            is_required=sample.is_required,
            is_encrypted=sample.is_encrypted,
            options=sample.options,
        )
        for sample in _USER_FIELDS
    ]
    with scope(service=service):
        system = system_fields()
    placed = [system[field_id] for field_id in USUAL_ORDER if field_id != USUAL_ORDER[-1]]
    place_fields(
        service=service,
        submission_type=types[DEEPEST_TYPE],
        fields=[*placed, *user_fields, system[USUAL_ORDER[-1]]],
        actor=actor,
    )
