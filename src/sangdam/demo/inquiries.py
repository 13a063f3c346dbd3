"""Inquiries that were there before the newcomer: the lists of a first visit are not empty."""

from collections.abc import Sequence

from django_scopes import scope

from sangdam.agents.models import Agent
from sangdam.agents.selectors import list_own_groups
from sangdam.categories.selectors import submission_types_of
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import find_service
from sangdam.tickets.actions import add_reinquiry, comment_internally, create_ticket, forward_ticket
from sangdam.tickets.inquiry import InquiryDraft, check_inquiry

_INQUIRIES = (
    (
        "정유진",
        "ko",
        "배송이 일주일째 출발하지 않습니다",
        "지난주 금요일에 주문했는데 아직 '상품 준비중'입니다.\n주문번호 2026-1114-0382, 언제 출발하나요?",
    ),
    (
        "Daniel Moore",
        "en",
        "Charged twice for one order",
        "My card shows two payments of $42.90 for order 88213.\nPlease refund one of them.",
    ),
    (
        "高橋 美咲",
        "ja",
        "領収書の宛名を変更したい",
        "会社名義の領収書が必要です。宛名を「株式会社ミサキ」に変更していただけますか。",
    ),
    (
        "최민준",
        "ko",
        "비밀번호 재설정 메일이 오지 않아요",
        "스팸함도 확인했는데 메일이 없습니다. 가입한 주소는 이 주소가 맞습니다.",
    ),
    ("陈思远", "zh", "商品颜色与图片不符", "收到的外套是深蓝色,图片上是黑色。可以换货吗?"),
    ("สมชาย ใจดี", "th", "ขอเปลี่ยนที่อยู่จัดส่ง", "ฉันกรอกที่อยู่ผิด รบกวนเปลี่ยนเป็นที่อยู่ใหม่ก่อนจัดส่งได้ไหม"),
    (
        "윤서아",
        "ko",
        "정기 결제를 해지하고 싶습니다",
        "다음 결제일이 12월 1일인데, 그 전에 해지되면 남은 기간은 계속 이용할 수 있나요?",
    ),
    (
        "강도현",
        "ko",
        "교환한 상품도 불량입니다",
        "처음 받은 이어폰이 불량이라 교환했는데 새 제품도 오른쪽에서 소리가 나지 않습니다.",
    ),
)


def load_inquiries(service: Service, agents: Sequence[Agent], *, limit: int | None = None) -> None:
    """Submit a few inquiries as customers do, and let agents have begun on some."""
    service = find_service(service.service_id) or service
    type_id = submission_types_of(service).nodes[0].id
    tickets = []
    with scope(service=service):
        for number, (name, language, subject, content) in enumerate(_INQUIRIES[:limit]):
            draft = InquiryDraft(
                category_id=type_id,
                subject=subject,
                content=content,
                username=name,
                email=f"customer{number + 1}@example.com",
                phone=f"010-0000-{number + 1:04d}",
                usercode=f"member{number + 1}",
                language=language if language in ("ko", "en") or service.service_id == "support" else None,
                source=("web", "spweb", "api")[number % 3],
            )
            inquiry = check_inquiry(service, draft)
            tickets.append(create_ticket(service=service, actor=Actor.customer(), inquiry=inquiry))
        for ticket, agent in zip(tickets[-2:] if len(agents) > 1 else [], agents[1:], strict=False):
            groups = list_own_groups(agent)
            if groups:
                forward_ticket(
                    ticket_id=ticket.ticket_id,
                    actor=Actor.agent(agents[0]),
                    group_id=groups[0].pk,
                    agent_id=agent.pk,
                )
        if len(agents) > 1:
            comment_internally(
                ticket_id=tickets[-1].ticket_id,
                actor=Actor.agent(agents[0]),
                body="같은 로트에서 불량 접수가 세 건 더 있었습니다. 교환보다 환불을 먼저 안내해 주세요.",
            )
            add_reinquiry(ticket=tickets[-1], actor=Actor.customer(), body="교환 대신 환불도 가능한지 함께 알려주세요.")
