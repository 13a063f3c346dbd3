"""Whether this process can serve, for balancers and the supervisor."""

import time
from threading import Lock

from django.db import connection
from django.http import HttpRequest, HttpResponse

from sangdam.foundation.instance import INSTANCE_HEADER, is_instance
from sangdam.foundation.outages import RETRY_SECONDS
from sangdam.foundation.writing import write_to_database, write_to_file_store

# Anybody may ask whether writing works, and each answer writes: a process finds it out once a second at most.
PROBED_EVERY = 1.0
# While a disk hangs so does whoever tries it: meanwhile others hear what was found last, and after this that it hangs.
BELIEVED_FOR = 5.0
_lock = Lock()
_probed: tuple[float, str] = (float("-inf"), "")


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    response = HttpResponse("ok", content_type="text/plain")
    if is_instance(mark := request.headers.get(INSTANCE_HEADER, "")):
        response.headers[INSTANCE_HEADER] = mark
    return response


def healthz_write(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database and file store take writes, tried for real; 503 and which of them does not."""
    problem = _problem_with_writing()
    if problem:
        headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(problem, status=503, content_type="text/plain", headers=headers)
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def _problem_with_writing() -> str:
    """Try it, or tell what was found last: one thread of the process tries, none waits for another."""
    global _probed
    if not _lock.acquire(blocking=False):
        at, problem = _probed
        return problem if time.monotonic() - at < BELIEVED_FOR else "writing takes too long"
    try:
        if time.monotonic() - _probed[0] >= PROBED_EVERY:
            problem = _probe()
            _probed = (time.monotonic(), problem)
        return _probed[1]
    finally:
        _lock.release()


def _probe() -> str:
    problems = []
    for name, write in (("database", write_to_database), ("file store", write_to_file_store)):
        try:
            write()
        except Exception:
            problems.append(f"{name} takes no writes")
    return ", ".join(problems)
