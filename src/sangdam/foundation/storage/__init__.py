"""Files that people send: checked, then kept durably under names of our own."""

from sangdam.foundation.storage.checking import (
    MAXIMUM_NAME,
    MAXIMUM_SIZE,
    CheckedFile,
    UploadError,
    allowed_extensions,
    check_file_name,
    check_upload,
)
from sangdam.foundation.storage.keeping import StoredFile, open_stored, remove_orphans, remove_stored, store

__all__ = [
    "MAXIMUM_NAME",
    "MAXIMUM_SIZE",
    "CheckedFile",
    "StoredFile",
    "UploadError",
    "allowed_extensions",
    "check_file_name",
    "check_upload",
    "open_stored",
    "remove_orphans",
    "remove_stored",
    "store",
]
