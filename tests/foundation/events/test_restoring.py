from django.core.management import call_command
from django.db import connection

from sangdam.foundation.events.reading import current_cursor, read_since
from sangdam.tickets.events import TICKET_CREATED
from tests.factories.events import publish_event
from tests.factories.tenants import make_service


def transactions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction FROM events_event ORDER BY id")
        return [number for (number,) in cursor.fetchall()]


def test_migrating_after_a_restore_makes_restored_events_history(transactional_db):
    service = make_service()
    publish_event(TICKET_CREATED, service)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET transaction = transaction + 1000000000")
    start = current_cursor()
    own = publish_event(TICKET_CREATED, service)
    (_, own_transaction) = transactions()
    call_command("migrate", verbosity=0)

    assert transactions() == [0, own_transaction]
    assert [event.id for event in read_since(service, start)[0]] == [own.pk]
