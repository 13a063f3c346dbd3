"""What comes out of the cleaner changes with its version only: what was cleaned before is then cleaned anew."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from sangdam.foundation import sanitizing

# After a change of the cleaner or a new nh3: raise CLEANER_VERSION, unless just the same comes out, and put in here
# what the test tells.
CLEANER = (1, "a4395a4a45e44cce")


def test_a_changed_cleaner_has_another_version():
    folder = Path(sanitizing.__file__).parent
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))) + version("nh3")
    assert (sanitizing.CLEANER_VERSION, hashlib.sha256(written.encode()).hexdigest()[:16]) == CLEANER
