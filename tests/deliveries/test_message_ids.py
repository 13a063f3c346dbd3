import uuid

import pytest

from sangdam.deliveries.message_ids import OwnMessageId, make_message_id, make_thread_root, read_message_id

TICKET = "T1658199661153IXTfw"
DELIVERY = uuid.UUID("8f0dc585-4d24-46b6-aa2e-6e41a0a2f55c")


def made(**given):
    return make_message_id(**{"service_id": 7, "ticket_id": TICKET, "delivery_id": DELIVERY, **given})


def test_an_id_leads_back_to_its_ticket_and_delivery():
    assert read_message_id(made(), service_id=7) == OwnMessageId(TICKET, DELIVERY)


def test_the_root_of_a_thread_leads_back_to_its_ticket():
    root = make_thread_root(service_id=7, ticket_id=TICKET)
    assert read_message_id(root, service_id=7) == OwnMessageId(TICKET, None)


def test_an_id_is_the_same_each_time_and_fits_the_line():
    assert made() == made()
    assert made().isascii()
    assert len(made()) < 200


def test_space_and_missing_brackets_are_forgiven():
    assert read_message_id(f"  {made()}\r\n", service_id=7)
    assert read_message_id(made().strip("<>"), service_id=7)


def test_another_domain_is_still_ours():
    assert read_message_id(made().replace("@sangdam.localhost", "@mail.example.com"), service_id=7)


def test_another_service_did_not_make_it():
    assert read_message_id(made(), service_id=8) is None


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "<>",
        "<T1658199661153IXTfw@sangdam.localhost>",
        f"<{TICKET}.{'0' * 20}@sangdam.localhost>",
        made().replace(TICKET, "T1658199661153IXTfx"),
        made().replace(DELIVERY.hex, "0" * 32),
        made().replace("8f0dc5854d2446b6aa2e6e41a0a2f55c.", ""),
        made().upper(),
        made() + made(),
        made().replace("@", " @"),
        "<" + "a" * 100_000 + "@x>",
    ],
)
def test_what_we_did_not_make_leads_nowhere(forged):
    assert read_message_id(forged, service_id=7) is None
