"""How soon a page of the console is seen over a slow line, and what travels for it.

    python -m benchmarks.first_paint [--rounds 5]

A list of fifty tickets before Debian's Chromium, whose line is held to 60 KB/s and 40 ms (DevTools' throttling): cold
in a fresh profile, then warm in the same one. Needs the packages of the tests.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, sync_playwright

# The factories load the product's models; nothing here asks a database directly.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.testing")
os.environ.setdefault("SANGDAM_DATA", tempfile.mkdtemp(prefix="sangdam-paint-"))
django.setup()

from tests.browser.conftest import CHROMIUM  # noqa: E402
from tests.browser.console import Console  # noqa: E402
from tests.browser.customer import Customer  # noqa: E402
from tests.factories.product import Product, running_product  # noqa: E402

BYTES_A_SECOND = 60_000
LATENCY_MS = 40
TICKETS = 50
PAINTED_WITHIN_MS = 2_000
WARM_BYTES = 12_000

SUBJECTS = (
    "결제가 두 번 되었습니다",
    "배송지를 바꾸고 싶어요",
    "Wrong size delivered",
    "세금계산서 발행 문의",
    "환불은 언제 되나요",
)


@contextmanager
def counted(page: Page) -> Iterator[Counter[str]]:
    """Count the bytes on the line, headers included, by what they are; nothing comes from the browser's cache twice."""
    kinds: dict[str, str] = {}
    seen: Counter[str] = Counter()
    line: Any = page.context.new_cdp_session(page)
    line.on("Network.responseReceived", lambda said: kinds.__setitem__(said["requestId"], said["type"]))
    line.on(
        "Network.loadingFinished",
        lambda said: seen.update({kinds.get(said["requestId"], "Other"): int(said["encodedDataLength"])}),
    )
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": -1},
    )
    yield seen
    line.detach()


def painted(page: Page) -> float:
    """Return after how many milliseconds something was first seen."""
    entry = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return float(page.evaluate(entry))


def look(page: Page, address: str) -> tuple[float, Counter[str]]:
    """Open an address and return when it was painted, and what had travelled when all was there, font included."""
    with counted(page) as seen:
        page.goto(address, wait_until="load", timeout=120_000)
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(500)
        return painted(page), seen


def measure(browser: Browser, product: Product, rounds: int) -> dict[str, list[tuple[float, Counter[str]]]]:
    """Look at the list cold and warm in turns."""
    signed_in = Console(browser, product, "agent")
    state = signed_in.context.storage_state()
    address = f"{product.url}/console/{signed_in.service_id}/tickets/all/"
    signed_in.close()
    found: dict[str, list[tuple[float, Counter[str]]]] = {"cold": [], "warm": []}
    for _ in range(rounds):
        context = browser.new_context(storage_state=state, locale="ko-KR", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        for kind in found:
            found[kind].append(look(page, address))
        context.close()
    return found


def main() -> None:
    """Run the product, fill its list, look, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with (
        tempfile.TemporaryDirectory(prefix="sangdam-paint-") as data,
        running_product(Path(data), DATABASE_URL="") as product,
        sync_playwright() as playwright,
    ):
        customer = Customer(product, "paint")
        for number in range(TICKETS):
            customer.ask(f"{SUBJECTS[number % len(SUBJECTS)]} {number}", email=f"customer{number}@example.com")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = measure(browser, product, rounds)
        browser.close()
    for kind, looks in found.items():
        paint = statistics.median(time for time, _ in looks)
        sizes = looks[-1][1]
        listed = ", ".join(f"{name.lower()} {size / 1000:.1f}" for name, size in sizes.most_common())
        without_font = sum(sizes.values()) - sizes["Font"]
        sys.stdout.write(
            f"{kind}: first paint {paint:.0f} ms; {sum(sizes.values()) / 1000:.1f} KB, without the font"
            f" {without_font / 1000:.1f} KB ({listed})\n"
        )
    sys.stdout.write(f"Bars: cold paint {PAINTED_WITHIN_MS} ms, warm list {WARM_BYTES / 1000:.0f} KB.\n")


if __name__ == "__main__":
    main()
