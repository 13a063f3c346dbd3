"""What waits while the room gets its name goes on under it."""

from importlib import import_module

import pytest
from django.db import connection, migrations

from sangdam.answer_mails.handlers import mail_the_answer
from sangdam.foundation.events.registry import handler_name

pytestmark = pytest.mark.django_db

FORMER = "sangdam.answers.handlers.mail_the_answer"
OTHER = "sangdam.deliveries.handlers.x"


def test_a_handler_that_waits_to_be_tried_again_is_found_by_its_new_name():
    add = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('events', %s, %s::jsonb) RETURNING id"
    jobs = [("events.handle_again", FORMER), ("events.handle_again", OTHER), ("other.job", FORMER)]
    operations = import_module("sangdam.answer_mails.migrations.0001_initial").Migration.operations
    with connection.cursor() as cursor:
        ids = []
        for task, handler in jobs:
            cursor.execute(add, [task, f'{{"handler": "{handler}", "event_id": 7}}'])
            ids.append(cursor.fetchone()[0])
        for operation in operations:
            if isinstance(operation, migrations.RunSQL):
                cursor.execute(operation.sql)
        cursor.execute(
            "SELECT args->>'handler', args->>'event_id' FROM procrastinate_jobs WHERE id = ANY(%s) ORDER BY id", [ids]
        )
        assert cursor.fetchall() == [(handler_name(mail_the_answer), "7"), (OTHER, "7"), (FORMER, "7")]
