import re

import pytest
from django_scopes import scope

from sangdam.tickets.models import Ticket
from tests.factories.integrator import inquiry_body, make_integrator

pytestmark = pytest.mark.django_db


def test_a_signed_inquiry_becomes_a_ticket():
    integrator = make_integrator()
    response = integrator.create(inquiry_body())
    assert response.status_code == 200
    assert response.json()["header"] == {"resultCode": 200, "resultMessage": "", "isSuccessful": True}
    content = response.json()["result"]["content"]
    assert re.fullmatch(r"T[0-9]{13}[A-Za-z0-9]{5}", content["ticketId"])
    assert (content["status"], content["subject"], content["content"]) == ("new", "유형", "문의내용")
    with scope(service=integrator.service):
        ticket = Ticket.objects.get()
        assert (ticket.ticket_id, ticket.channel, ticket.language) == (content["ticketId"], "web", "ko")
        assert ticket.read_value("mail") == "enduser_simple@nhn-st.com"
        assert "mail" not in ticket.values
