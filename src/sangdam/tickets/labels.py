"""What customers read of a ticket, in the languages of the product's help centers."""

from sangdam.tickets.models import Status

# Names of the statuses for customers; docs/product.md, "Inquiry history", gives the Korean ones, the others are ours.
CUSTOMER_STATUS_NAMES: dict[str, dict[str, str]] = {
    Status.NEW: {"ko": "접수 완료", "en": "Received", "ja": "受付完了", "zh": "已受理", "th": "รับเรื่องแล้ว"},
    Status.OPEN: {"ko": "문의 확인", "en": "Being checked", "ja": "確認中", "zh": "处理中", "th": "กำลังตรวจสอบ"},
    Status.REPLY: {
        "ko": "추가 확인",
        "en": "Additional check",
        "ja": "追加確認",
        "zh": "补充确认",
        "th": "ตรวจสอบเพิ่มเติม",
    },
    Status.SOLVED: {"ko": "답변 완료", "en": "Answered", "ja": "回答完了", "zh": "已回复", "th": "ตอบแล้ว"},
    Status.CLOSED: {"ko": "최종 완료", "en": "Completed", "ja": "最終完了", "zh": "已完成", "th": "เสร็จสิ้น"},
}
