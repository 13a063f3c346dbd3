"""Whether writing works, found out by writing: into the database and into the file store."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

# Wider than a page of the database, so that there has to be room for a new one.
_WIDTH = 16 * 1024
# A row of the cache's table that is always the same one; far from expiring, so that no sweep takes it.
_ROW = "writing works"
_KEPT_UNTIL = "9999-01-01"


def write_to_database() -> None:
    """Take room for a row and give it back, then commit another; raise what the database says when it cannot.

    Nothing grows: the wide row is rolled back, the committed one is one and the same.
    """
    with connection.cursor() as cursor, transaction.atomic():
        with transaction.atomic():
            cursor.execute(
                "INSERT INTO sangdam_cache (cache_key, value, expires) VALUES (%s, %s, now())",
                [secrets.token_hex(16), secrets.token_hex(_WIDTH // 2)],
            )
            transaction.set_rollback(True)
        cursor.execute(
            "INSERT INTO sangdam_cache (cache_key, value, expires) VALUES (%s, %s, %s)"
            " ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value",
            [_ROW, secrets.token_hex(8), _KEPT_UNTIL],
        )


def write_to_file_store() -> None:
    """Keep a small file durably and remove it; raise `OSError` when there is no room or no way."""
    name = default_storage.save(f"probe/{secrets.token_hex(16)}", ContentFile(secrets.token_bytes(_WIDTH)))
    default_storage.delete(name)
