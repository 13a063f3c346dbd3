"""The worker's entry points: one delivery, and the sweep that finds those nobody works on."""

import uuid

from sangdam.foundation.jobs import EARLY, MAIL, job, periodic

# The actions put these jobs in the queue, so they are imported when a job runs.


def _is_concluded(*, delivery_id: str) -> bool:
    from sangdam.deliveries.selectors import is_concluded

    return is_concluded(uuid.UUID(delivery_id))


# An error needs no retry of the job: the delivery is due again and the sweep finds it.
@job("deliveries.send_delivery", priority=EARLY, queue=MAIL, is_made_up=_is_concluded)
def send_delivery(*, delivery_id: str) -> None:
    """Try to send a delivery that is due."""
    from sangdam.deliveries.actions import send_delivery

    send_delivery(delivery_id=uuid.UUID(delivery_id))


@periodic("deliveries.take_up_due", cron="* * * * * */15", priority=EARLY, queue=MAIL)
def take_up_due() -> None:
    """Put every delivery that is due and has no job back in the queue."""
    from sangdam.deliveries.actions import take_up_due_deliveries

    take_up_due_deliveries()
