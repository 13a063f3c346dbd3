"""Write the OpenAPI document for any service: `python -m sangdam.doors.open_api docs/openapi/open-api.json`."""

import json
import os
import sys
from pathlib import Path


def write(path: Path) -> None:
    """Write the document of a service `{serviceId}` to a file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.testing")
    import django

    django.setup()
    from sangdam.doors.open_api.document import make_document

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(make_document("{serviceId}"), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
