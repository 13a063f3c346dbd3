"""How often a sign-in may fail: nobody guesses a password, and nobody locks another out by guessing wrongly."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from sangdam.accounts.known_browsers import browser_known_to
from sangdam.foundation.writing import write_to_database

# Kept in the cache, which is the database: all web processes count together. allauth reads these expressions and counts
# by them. Its public function for that cannot take a count back, and a right password must not count.
_APP = "sangdam.accounts"
LIMITS = {
    # A browser that has signed in to the account before counts by itself, whatever others do to the account.
    "known_browser": "10/15m/key",
    # An address counts for all accounts together: one password tried at many of them.
    "address": "60/15m/ip",
    "address_and_account": "5/15m/key",
    # Twenty failures an hour is the most that one address adds: it takes ten of them to close an account to unknown
    # browsers, and all the addresses of the world get 4,800 guesses a day.
    "account": "200/1h/key",
}


class TooManyAttempts(Exception):
    """No password is looked at now; `minutes` is the longest it may take until one is again."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(minutes)


def count_attempt(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage:
    """Count a sign-in as failed before the password is looked at, or raise `TooManyAttempts`.

    Call `rollback()` of what is returned when the password was right. Counted first, because attempts come in at the
    same time; the narrowest last, so that whoever is refused by one count does not fill the wider ones.
    """
    counted = ratelimit.RateLimitUsage(usage=[])
    for action, key in _counts(request, email):
        usage = ratelimit.consume(request, app=_APP, action=action, config=LIMITS, key=key)
        if usage is None:
            # The cache passes over a database that takes no writes, which then looks like a count that is full.
            write_to_database()
            raise TooManyAttempts(_minutes(action))
        counted.usage.extend(usage.usage)
    return counted


def forget_attempts(request: HttpRequest, email: str) -> None:
    """Begin the account's counts anew: a new password was set, by its old one or by a link in a mail."""
    for action, key in _counts(request, email):
        if action != "address":
            ratelimit.clear(request, app=_APP, action=action, config=LIMITS, key=key)


def _counts(request: HttpRequest, email: str) -> list[tuple[str, str]]:
    email = email.strip().lower()
    browser = browser_known_to(request, email)
    if browser is not None:
        return [("known_browser", f"{browser}|{email}")]
    return [("address", ""), ("address_and_account", f"{ratelimit.get_ip(request)}|{email}"), ("account", email)]


def _minutes(action: str) -> int:
    return max(int(rate.duration) for rate in ratelimit.parse_rates(LIMITS[action])) // 60
