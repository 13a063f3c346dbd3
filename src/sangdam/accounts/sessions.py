"""Sessions of members in the database, as Django keeps them."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

from sangdam.foundation.outages import is_passing


class SessionStore(db.SessionStore):
    """Django's own, which does not take a database that cannot write for a session that somebody has ended."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Keep them in Django's table."""
        return Session

    def save(self, must_create: bool = False) -> None:
        """Keep the session; raise what the database says when it cannot write just now.

        Django calls every failure of an update an interrupted session, and answers that with 400.
        """
        try:
            super().save(must_create)
        except UpdateError as fault:
            told = fault.__context__
            if told is not None and is_passing(told):
                raise told from told.__cause__
            raise
