"""The PostgreSQL server that comes with Sangdam, for machines where nobody runs one.

The only place that knows the wheel it comes from; everything else sees an address like any other PostgreSQL's.
"""

from sangdam.foundation.embedded.account import EmbeddedDatabaseError
from sangdam.foundation.embedded.server import EmbeddedServer, address, programs_folder, start

__all__ = ["EmbeddedDatabaseError", "EmbeddedServer", "address", "programs_folder", "start"]
