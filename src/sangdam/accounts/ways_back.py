"""Where a page may be led on to: nowhere but to the console itself."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def leads_back(url: str | None) -> bool:
    """Return whether an address that came with a request is a path of this origin.

    Whole addresses are refused, our own too: nothing here makes them, and `//127.0.0.1/` or a customer's host are hosts
    we answer to without being the console. So is whatever browsers read otherwise than we do: backslashes, spaces and
    control characters, which they drop or turn into slashes.
    """
    if not url or not url.startswith("/") or "\\" in url:
        return False
    if any(unicodedata.category(character)[0] in "CZ" for character in url):
        return False
    return url_has_allowed_host_and_scheme(url, allowed_hosts=None)
