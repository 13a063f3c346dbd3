"""Django's PostgreSQL backend, with statements that stay planned and a check of idle connections that costs nothing."""


class Prepared(str):
    """The text of a statement that every connection parses and plans once and keeps, by its types of parameters.

    For the few statements that come with every inquiry; the ORM's own are planned each time, by the values they have.
    Pass it to `cursor.execute` of Django's connection, always with parameters.
    """

    __slots__ = ()
