"""The console in a browser, as one of the demo's members sees it."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories.product import Product

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000


class Console:
    """A browser profile in which a member of the demo is signed in."""

    def __init__(self, browser: Browser, product: Product, role: str, *, number: int = 0, **profile: Any) -> None:
        profile.setdefault("viewport", WIDE)
        profile.setdefault("locale", "ko-KR")
        self.url = product.url
        self.service_id = product.demo["service"]["id"]
        self.member = [member for member in product.demo["members"] if member["role"] == role][number]
        self.context = browser.new_context(**profile)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._note)
        self.page.goto(f"{self.url}/accounts/login/")
        self.sign_in()

    def _note(self, message: Any) -> None:
        # What a killed process or a refused form says is no fault of the page.
        expected = ("Failed to load resource", "htmx:", "Response Status Error")
        if message.type == "error" and not message.text.startswith(expected):
            self.faults.append(message.text)

    def sign_in(self) -> None:
        """Fill in the sign-in page that is shown."""
        self.page.get_by_label("이메일").fill(self.member["email"])
        self.page.get_by_label("비밀번호").fill(self.member["password"])
        self.page.get_by_role("button", name="로그인").click()
        self.page.wait_for_url("**/console/**")

    def close(self) -> None:
        """Close the browser profile; the page must not have had a fault."""
        self.context.close()
        assert self.faults == [], self.faults

    def open(self, rest: str = "tickets/unassigned/") -> "Console":
        """Open a screen of the demo service and wait until it is live, if it ever is."""
        self.page.goto(f"{self.url}/console/{self.service_id}/{rest}")
        if rest.startswith("tickets/"):
            expect(self.page.locator("#live-state")).to_have_attribute("data-state", "live", timeout=PATIENCE)
        return self

    # --- what is on the screen ---

    def row(self, ticket_id: str) -> Locator:
        """Return a ticket's row in the list."""
        return self.page.locator(f"#row-{ticket_id}")

    def choose(self, ticket_id: str) -> None:
        """Open a ticket from the list."""
        self.row(ticket_id).get_by_role("link").click()
        expect(self.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)

    @property
    def answer(self) -> Locator:
        """Return the field for the answer."""
        return self.page.locator("#compose-answer")

    @property
    def banner(self) -> Locator:
        """Return the line that says that the page is not live."""
        return self.page.locator("#live-banner")

    @property
    def entries(self) -> Locator:
        """Return the pieces of the consultation history."""
        return self.page.locator("#entries [data-entry]")

    def button(self, name: str) -> Locator:
        """Return a button by its exact name."""
        return self.page.get_by_role("button", name=name, exact=True)
