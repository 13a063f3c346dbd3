"""The events of a delivery's life. The subject is the ticket's id, the payload names the delivery."""

from sangdam.foundation.events import declare

DELIVERY_CREATED = declare("delivery.created", "A mail to the customer was written down, to be sent.")
DELIVERY_SENT = declare("delivery.sent", "The mail server took a mail to the customer.")
DELIVERY_RETRYING = declare("delivery.retrying", "A mail could not be handed over and is tried again later.")
DELIVERY_FAILED = declare("delivery.failed", "A mail was refused for good, or given up after days of trying.")
DELIVERY_REPEATED = declare("delivery.repeated", "An agent asked to send a mail that had not arrived once more.")
