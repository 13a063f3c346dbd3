"""What customers may read of the Open API's answers, in the languages of the product's help centers."""

import datetime

from sangdam.foundation.storage import UploadError
from sangdam.foundation.texts import pick
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import time_zone_of

# Inquiry API, "Upload Ticket Attachments", failure: the English of its table, the Korean of its sample; the others are
# ours.
_UPLOAD_MESSAGES = {
    "too_large": {
        "ko": "10MB 이하의 파일만 첨부할 수 있습니다.",
        "en": "You can only attach files up to 10MB.",
        "ja": "添付できるファイルは10MBまでです。",
        "zh": "只能添加不超过10MB的文件。",
        "th": "แนบไฟล์ได้ไม่เกิน 10MB เท่านั้น",
    },
    "name_too_long": {
        "ko": "파일명 최대 길이를 초과했습니다.(100)",
        "en": "File name maximum length exceeded.(100)",
        "ja": "ファイル名の最大長を超えています。(100)",
        "zh": "文件名超过最大长度。(100)",
        "th": "ชื่อไฟล์ยาวเกินกำหนด(100)",
    },
    "format_not_allowed": {
        "ko": "해당 파일 격식은 첨부할 수 없습니다.",
        "en": "This file format cannot be attached.",
        "ja": "このファイル形式は添付できません。",
        "zh": "不能添加此格式的文件。",
        "th": "ไม่สามารถแนบไฟล์รูปแบบนี้ได้",
    },
}

# docs/product.md, "Inquiry history", gives the Korean ones; the others are ours.
_CONTENT_TYPES = {
    "reply": {"ko": "답변", "en": "Answer", "ja": "回答", "zh": "回复", "th": "คำตอบ"},
    "enduser": {"ko": "질문", "en": "Question", "ja": "質問", "zh": "咨询", "th": "คำถาม"},
}


def upload_message(error: UploadError, language: str, default_language: str) -> str:
    """Say why a file may not come in."""
    return pick(_UPLOAD_MESSAGES[error.code], language, default_language)


def content_type_name(content_type: str, language: str, default_language: str) -> str:
    """Name an entry of a ticket's history: an answer or a question."""
    return pick(_CONTENT_TYPES[content_type], language, default_language)


def display_date(at: datetime.datetime, service: Service) -> str:
    """Write a moment as the APIs' `displayDt`: `yyyy.MM.dd` in the service's time zone."""
    return at.astimezone(time_zone_of(service)).strftime("%Y.%m.%d")
