"""The labels of the built-in layout, in the languages of the product's help centers."""

from dataclasses import dataclass

from sangdam.deliveries.models import Purpose


@dataclass(frozen=True)
class LayoutLabels:
    """The labels of the built-in layout in one language. `greeting` may hold replacement codes."""

    greeting: str
    resolved: str
    pending: str
    question: str
    number: str
    attachments: str

    def opening(self, purpose: str) -> str:
        """Return the sentence that says what the mail is."""
        return self.pending if purpose == Purpose.PENDING else self.resolved


LAYOUT_LABELS = {
    "ko": LayoutLabels(
        greeting="#{username} 고객님, 안녕하세요.",
        resolved="문의하신 내용에 답변드립니다.",
        pending="문의하신 내용을 확인하고 있습니다. 먼저 진행 상황을 알려드립니다.",
        question="문의 내용",
        number="문의 번호",
        attachments="첨부 파일",
    ),
    "en": LayoutLabels(
        greeting="Dear #{username},",
        resolved="Here is the answer to your inquiry.",
        pending="We are looking into your inquiry. This is where we stand.",
        question="Your inquiry",
        number="Inquiry number",
        attachments="Attachments",
    ),
    "ja": LayoutLabels(
        greeting="#{username} 様",
        resolved="お問い合わせいただいた内容について、ご回答いたします。",
        pending="お問い合わせいただいた内容を確認しております。まずは現在の状況をお知らせいたします。",
        question="お問い合わせ内容",
        number="お問い合わせ番号",
        attachments="添付ファイル",
    ),
    "zh": LayoutLabels(
        greeting="尊敬的 #{username}，您好！",
        resolved="现就您咨询的内容答复如下。",
        pending="我们正在核实您咨询的内容，先向您说明目前的进展。",
        question="咨询内容",
        number="咨询编号",
        attachments="附件",
    ),
    "th": LayoutLabels(
        greeting="เรียน คุณ#{username}",
        resolved="ขอแจ้งคำตอบสำหรับเรื่องที่ท่านสอบถาม",
        pending="เรากำลังตรวจสอบเรื่องที่ท่านสอบถาม และขอแจ้งความคืบหน้าดังนี้",
        question="เรื่องที่สอบถาม",
        number="หมายเลขเรื่อง",
        attachments="ไฟล์แนบ",
    ),
}

#: For a language we have no labels in, when the service's default language has none either.
FALLBACK = "en"


def labels_in(language: str, default_language: str) -> tuple[str, LayoutLabels]:
    """Return the labels in a language, else in the service's default one, else in English, and which it became."""
    for code in (language, default_language):
        if code in LAYOUT_LABELS:
            return code, LAYOUT_LABELS[code]
    return FALLBACK, LAYOUT_LABELS[FALLBACK]
