"""Ask for one row with little around it: for the statements that come with every inquiry."""

from collections.abc import Sequence
from typing import Any

from django.db import connections

from sangdam.foundation.database import Prepared


def fetch_row(statement: Prepared, parameters: Sequence[Any]) -> Any:
    """Execute a kept statement and return its first row as a tuple, None when there is none.

    What Django's cursor does, without making one: the connection is opened and checked, a broken transaction refused,
    errors are Django's. While somebody records or wraps queries it is Django's cursor.
    """
    connection = connections["default"]
    if connection.connection is None or connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return connection.connection.execute(statement, parameters, prepare=True).fetchone()
