"""Take the sponsors' addresses out of an npm lock file: lock files here name packages and hashes, and no address."""

import json
import sys
from pathlib import Path

for name in sys.argv[1:]:
    lock = json.loads(Path(name).read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    Path(name).write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
