import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError, connection, transaction

from sangdam.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def stored():
    session = SessionStore()
    session["a"] = 1
    session.create()
    return SessionStore(session.session_key)


def test_a_session_is_kept_as_ever():
    session = stored()
    session["b"] = 2
    session.save()
    assert dict(SessionStore(session.session_key).items()) == {"a": 1, "b": 2}


def test_a_session_somebody_ended_is_told_as_such():
    session = stored()
    session["b"] = 2
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


def test_a_database_that_takes_no_writes_is_told_as_that():
    session = stored()
    session["b"] = 2
    with pytest.raises((OperationalError, InternalError)) as told, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        session.save()
    assert told.value.__cause__.sqlstate == "25006"
