"""Faults that pass by themselves: the database is away, a disk is full. Asked again in a moment, it may work."""

import errno

import psycopg

RETRY_SECONDS = 5
"""What doors tell people and programs to wait."""

# The one table of what PostgreSQL says when it cannot work right now (its appendix A); whole classes by two letters.
PASSING_STATES = {
    "08": "no connection, or it broke",
    "53": "no resources left: 53100 is a full disk, 53300 are too many connections",
    "57P01": "it is being shut down",
    "57P02": "it crashed",
    "57P03": "it is starting, or recovering",
    "57P05": "it ended an idle session",
    "57014": "it gave up a statement that took too long",
    "58030": "a disk failed it",
    "25006": "it takes no writes: a replica, or read-only by its operator",
    "25P03": "it ended an idle transaction",
    "40001": "two transactions met",
    "40P01": "two transactions waited for each other",
    "55P03": "a lock was not to be had in time",
}
# The same of the file system that uploads go to.
PASSING_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.ENFILE, errno.EMFILE, errno.ENOMEM}


def is_passing(fault: BaseException | None) -> bool:
    """Return whether a fault, or one that led to it, lies in the database or a disk and may be gone in a moment."""
    seen = set[int]()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        if _is_passing_itself(fault):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def _is_passing_itself(fault: BaseException) -> bool:
    if isinstance(fault, psycopg.Error):
        if fault.sqlstate is None:
            # Said by the client, not by the server: no connection, a broken one, one that was closed.
            return isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError)
        return fault.sqlstate in PASSING_STATES or fault.sqlstate[:2] in PASSING_STATES
    return isinstance(fault, OSError) and fault.errno in PASSING_ERRNOS
