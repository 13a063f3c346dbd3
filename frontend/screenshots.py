"""Take the pictures of docs/images: the real product with its demo, a few more inquiries, and agents at work.

    make screenshots

Everything on the pictures happened: inquiries came in through the Open API, agents kept, answered and commented.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, expect, sync_playwright

# The tests' factories load the product's models; nothing here asks a database directly.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.testing")
os.environ.setdefault("SANGDAM_DATA", tempfile.mkdtemp(prefix="sangdam-pictures-"))
django.setup()

from tests.browser.conftest import CHROMIUM  # noqa: E402
from tests.browser.console import PHONE, WIDE, Console  # noqa: E402
from tests.browser.customer import Customer  # noqa: E402
from tests.factories.files import pdf  # noqa: E402
from tests.factories.product import Product, running_product  # noqa: E402
from tests.fakes.smtp import running_server  # noqa: E402

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"

# Oldest first: who asks, about what, in which words.
INQUIRIES = (
    ("오세훈", "해외 배송도 가능한가요?", "일본 오사카로 보내고 싶습니다. 배송비와 기간이 궁금합니다."),
    ("Emily Clark", "Invoice with our company name", "Could you reissue invoice 2026-1187 to Clark & Sons Ltd.?"),
    ("서지호", "적립금이 사라졌어요", "어제까지 12,000점이 있었는데 오늘 0점으로 나옵니다."),
    ("한소희", "선물 포장 요청드립니다", "주문번호 2026-1120-0077, 메시지 카드도 함께 넣어 주세요."),
    ("임재현", "로그인이 계속 풀립니다", "안드로이드 앱에서 5분마다 다시 로그인해야 합니다."),
    ("Marta Nowak", "Wrong size delivered", "I ordered M and received XL. How can I exchange it?"),
    ("조은별", "세금계산서 발행 문의", "지난달 결제 3건에 대해 세금계산서를 발행해 주세요."),
    ("문태양", "정기배송 주기를 바꾸고 싶어요", "4주에서 6주로 변경 가능한가요?"),
    ("배수지", "상품평 이벤트 당첨 확인", "당첨 문자를 받았는데 쿠폰이 보이지 않습니다."),
    ("권나라", "포장이 뜯긴 채로 왔습니다", "상자 모서리가 찢어져 있고 내용물이 젖어 있었습니다."),
    ("홍길동", "설치 기사 방문일 변경", "토요일 오전으로 옮길 수 있을까요?"),
    ("이서준", "환불은 언제 들어오나요?", "반품이 도착했다는 문자를 받은 지 5일이 지났습니다."),
    (
        "김하늘",
        "결제가 두 번 되었습니다",
        "카드 승인 문자가 두 번 왔습니다.\n주문은 한 건인데 확인 부탁드립니다. 영수증을 첨부합니다.",
    ),
)


def fill(product: Product, browser: Browser) -> str:
    """Let customers ask and agents work, and return the ticket the pictures are about."""
    customer = Customer(product, "pictures")
    asked = {}
    for number, (name, subject, content) in enumerate(INQUIRIES):
        files = [customer.upload(pdf(), "카드 영수증.pdf", "application/pdf")] if number == len(INQUIRIES) - 1 else []
        asked[name], _ = customer.ask(
            subject,
            content=content,
            username=name,
            email=f"customer{number}@example.com",
            attachments=files,
            categoryId=2536,
            userFields=[],
        )
    billing, delivery = Console(browser, product, "agent").open(), Console(browser, product, "agent", number=1).open()
    for agent, name, verb, answer in (
        (delivery, "오세훈", "해결", "네, 오사카는 EMS로 3~5일 걸리며 배송비는 18,000원입니다."),
        (billing, "Emily Clark", "해결", "The invoice has been reissued and is attached to your order."),
        (delivery, "Marta Nowak", "보류", "We are checking the stock in your size and will write again tomorrow."),
        (billing, "조은별", "해결", "요청하신 3건의 세금계산서를 발행했습니다."),
    ):
        take(agent, asked[name])
        agent.answer.fill(answer)
        agent.button(verb).click()
        expect(agent.entries).to_have_count(2)
    for agent, name in ((billing, "서지호"), (delivery, "한소희"), (delivery, "권나라"), (billing, "이서준")):
        take(agent, asked[name])
    ticket_id = asked["김하늘"]
    take(billing, ticket_id)
    billing.answer.fill("불편을 드려 죄송합니다. 카드사에 승인 내역을 확인하고 있으며 오늘 안에 다시 안내드리겠습니다.")
    billing.button("보류").click()
    expect(billing.entries).to_have_count(2)
    billing.button("내부 메모").click()
    billing.page.locator("#compose-comment").fill(
        "PG사 확인 결과 중복 승인 맞습니다. 취소 요청해 두었습니다(건번호 4471)."
    )
    billing.button("메모 저장").click()
    expect(billing.entries).to_have_count(3)
    customer.ask_again(ticket_id, "네, 확인 감사합니다. 취소되면 문자로도 알 수 있을까요?")
    expect(billing.entries).to_have_count(4)
    expect(billing.page.locator("#entries .delivery")).to_contain_text("발송됨")
    billing.close()
    delivery.close()
    return ticket_id


def take(agent: Console, ticket_id: str) -> None:
    """Let an agent keep a ticket."""
    agent.open("tickets/unassigned/")
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    expect(agent.button("해결")).to_be_visible()


def photograph(product: Product, browser: Browser, ticket_id: str, folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    sharp = {"device_scale_factor": 1.5, "reduced_motion": "reduce"}
    light = Console(browser, product, "agent", viewport=WIDE, **sharp)
    light.open(f"tickets/all/{ticket_id}/")
    light.answer.fill("네, 취소가 완료되면 카드사에서 문자를 보내 드립니다.")
    light.page.locator("#talk-scroll").evaluate("area => area.scrollTo(0, area.scrollHeight)")
    light.page.screenshot(path=folder / "console.png")

    phone = Console(browser, product, "agent", viewport=PHONE, is_mobile=True, **sharp)
    phone.open("tickets/mine/")
    phone.page.screenshot(path=folder / "console-phone.png")

    dark = Console(browser, product, "agent", viewport=WIDE, color_scheme="dark", **sharp)
    dark.page.goto(f"{dark.url}/console/preferences/")
    dark.page.locator("label[lang=en]").click()
    dark.page.locator("main .btn-primary").click()
    dark.open(f"tickets/all/{ticket_id}/")
    dark.page.keyboard.press("Control+k")
    dark.page.get_by_role("combobox").fill("ㅎㅂ")
    dark.page.screenshot(path=folder / "console-dark.png")
    for console in (light, phone, dark):
        console.close()


def main() -> None:
    """Run the product, fill it, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder of the pictures")
    folder = parser.parse_args().to
    with (
        tempfile.TemporaryDirectory(prefix="sangdam-pictures-") as data,
        running_server() as mail_server,
        running_product(Path(data), DATABASE_URL="", EMAIL_URL=mail_server.url) as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        photograph(product, browser, fill(product, browser), folder)
        browser.close()
    sys.stdout.write(f"The pictures are in {folder}.\n")


if __name__ == "__main__":
    main()
