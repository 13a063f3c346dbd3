"""The customer fields every service has, with the product's own ids (docs/product.md, "System fields")."""

from dataclasses import dataclass

from sangdam.fields.models import FieldType

CATEGORY, NAME, MAIL, PHONE, SUBJECT, CONTENT, ATTACHMENT, PERSONAL_AGREE = 1, 2, 3, 4, 5, 6, 9, 11
TYPE_ONE, TYPE_TWO = 18, 19

# The usual order of the form: the submission type on top, the personal-information agreement at the bottom.
USUAL_ORDER = (CATEGORY, MAIL, SUBJECT, CONTENT, NAME, PHONE, ATTACHMENT, TYPE_ONE, TYPE_TWO, PERSONAL_AGREE)


@dataclass(frozen=True)
class SystemField:
    """A field that comes with every service; its name, notice, encryption and destruction can be changed, its kind not."""

    field_id: int
    code: str
    type: str
    length: int
    is_required: bool
    is_encrypted: bool
    names: dict[str, str]
    descriptions: dict[str, str]
    placeholders: dict[str, str]


def _field(
    field_id: int,
    code: str,
    type: str,
    length: int,
    names: tuple[str, str, str, str, str],
    *,
    required: bool = False,
    encrypted: bool = False,
    descriptions: dict[str, str] | None = None,
    placeholders: dict[str, str] | None = None,
) -> SystemField:
    by_language = dict(zip(("ko", "en", "ja", "zh", "th"), names, strict=True))
    return SystemField(
        field_id, code, type, length, required, encrypted, by_language, descriptions or {}, placeholders or {}
    )


SYSTEM_FIELDS = (
    _field(CATEGORY, "category", FieldType.DROPDOWN, 0, ("유형", "Type", "種類", "类型", "ประเภท"), required=True),
    _field(NAME, "name", FieldType.TEXT, 100, ("이름", "Name", "お名前", "姓名", "ชื่อ")),
    _field(
        MAIL,
        "mail",
        FieldType.TEXT,
        100,
        ("이메일", "E-mail", "メールアドレス", "电子邮件", "อีเมล"),
        required=True,
        encrypted=True,
    ),
    _field(
        PHONE,
        "phone",
        FieldType.TEXT,
        30,
        ("전화번호", "Phone", "電話番号", "电话号码", "หมายเลขโทรศัพท์"),
        encrypted=True,
    ),
    _field(SUBJECT, "subject", FieldType.TEXT, 200, ("제목", "Title", "件名", "标题", "หัวข้อ"), required=True),
    _field(
        CONTENT,
        "content",
        FieldType.TEXTAREA,
        5000,
        ("문의내용", "Inquiry", "お問い合わせ内容", "咨询内容", "รายละเอียด"),
        required=True,
    ),
    _field(
        ATTACHMENT,
        "attachment",
        FieldType.FILE,
        0,
        ("첨부파일", "Attachments", "添付ファイル", "附件", "ไฟล์แนบ"),
        descriptions={
            "ko": "이미지와 문서(MS Office, hwp, pdf, txt), zip 파일을 각 10MB 이내로 5개까지 첨부할 수 있습니다.",
            "en": "Up to five images, documents (MS Office, hwp, pdf, txt) or zip files of 10 MB each.",
            "ja": "画像、文書(MS Office、hwp、pdf、txt)、zipファイルを各10MB以内で5個まで添付できます。",
            "zh": "最多可添加5个附件:图片、文档(MS Office、hwp、pdf、txt)或zip文件,每个不超过10MB。",
            "th": "แนบรูปภาพ เอกสาร (MS Office, hwp, pdf, txt) หรือไฟล์ zip ได้สูงสุด 5 ไฟล์ ไฟล์ละไม่เกิน 10MB",
        },
    ),
    _field(TYPE_ONE, "typeOne", FieldType.TEXT, 200, ("구분1", "Item 1", "区分1", "分类1", "หมวด 1")),
    _field(TYPE_TWO, "typeTwo", FieldType.TEXT, 200, ("구분2", "Item 2", "区分2", "分类2", "หมวด 2")),
    _field(
        PERSONAL_AGREE,
        "personalAgree",
        FieldType.AGREE,
        0,
        ("개인정보수집", "Personal information", "個人情報の収集", "个人信息收集", "การเก็บข้อมูลส่วนบุคคล"),
        required=True,
        descriptions={
            "ko": "문의 처리와 답변을 위해 이메일과 문의내용(필수), 이름·전화번호·첨부파일(선택)을 수집하며, <b>관련 법령에 따라 3년간 보관한 뒤 삭제</b>합니다.",
            "en": "To handle and answer your inquiry we keep your e-mail and inquiry (required), and your name, phone and "
            "attachments (optional). <b>They are deleted after three years, as the law requires.</b>",
            "ja": "お問い合わせへの対応のため、メールアドレスと内容(必須)、お名前・電話番号・添付ファイル(任意)を収集し、<b>法令に従い3年間保管した後に削除</b>します。",
            "zh": "为处理并回复您的咨询,我们会收集电子邮件和咨询内容(必填)以及姓名、电话和附件(选填),<b>依法保存三年后删除</b>。",
            "th": "เราเก็บอีเมลและรายละเอียด (จำเป็น) รวมถึงชื่อ โทรศัพท์ และไฟล์แนบ (ไม่บังคับ) เพื่อตอบคำถามของคุณ และ<b>จะลบหลังจากสามปีตามกฎหมาย</b>",
        },
        placeholders={
            "ko": "개인정보 수집 및 이용에 동의합니다.",
            "en": "I agree to the collection and use of my personal information.",
            "ja": "個人情報の収集および利用に同意します。",
            "zh": "我同意收集和使用个人信息。",
            "th": "ฉันยินยอมให้เก็บและใช้ข้อมูลส่วนบุคคล",
        },
    ),
)
