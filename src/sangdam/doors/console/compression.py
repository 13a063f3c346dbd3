"""Pages travel compressed, except where that would tell a listener what they hold."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# What we write ourselves for a screen. Files are packed by their own formats, built ones by the build.
COMPRESSED_TYPES = frozenset({"text/html", "application/json"})

# Below this a response fits into one packet either way.
WORTH_BYTES = 1000

# Who made the browser ask: a page of the console, or the person at the address line. Pages of other sites, and those of
# customers' hosts, whose scripts administrators write and which are the same site, are neither.
OWN_SITES = frozenset({"same-origin", "none"})


class CompressedPages(GZipMiddleware):
    """Compress what pages and scripts of the console asked for themselves (docs/decisions/0029).

    Compression lets somebody who sees the lengths of responses, and can make a browser ask with words of their choice,
    guess what else they hold (BREACH). Only another page can make it ask so often: what that asks for stays plain.
    Django's random padding (`max_random_bytes`) blurs the lengths of the rest.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a response that is worth it and may be."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if (
            not isinstance(response, HttpResponse)
            or kind not in COMPRESSED_TYPES
            or len(response.content) < WORTH_BYTES
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "Sec-Fetch-Site"])
        if not _is_asked_by_ourselves(request):
            return response
        return super().process_response(request, response)


def _is_asked_by_ourselves(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        # Browsers say it to every origin they trust. Without TLS they need not, and there is nothing to guess: whoever
        # listens reads.
        return bool(settings.ENVIRONMENT.scheme == "http")
    return site in OWN_SITES
