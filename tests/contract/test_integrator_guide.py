"""The guide's programs run as they stand there, against a server that listens."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django_scopes import scope

from sangdam.tickets.models import Attachment, Ticket
from tests.factories.integrator import make_integrator

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "integrator" / "README.md"


def program(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return found


def run(command, integrator, live_server):
    done = subprocess.run(
        command,
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "SANGDAM_URL": live_server.url,
            "SANGDAM_SERVICE_ID": integrator.service.service_id,
            "SANGDAM_ORGANIZATION_ID": integrator.service.organization.organization_id,
            "SANGDAM_SERVICE_KEY": integrator.key,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_the_program_in_python(live_server):
    integrator = make_integrator()
    printed = run([sys.executable, "-c", program("python")], integrator, live_server)
    assert printed["inquiries"] == 1
    with scope(service=integrator.service):
        ticket = Ticket.objects.get(ticket_id=printed["ticketId"])
        assert ticket.idempotency_key is not None
        assert Attachment.objects.get(ticket=ticket).file_name == "order.txt"


@pytest.mark.django_db(transaction=True)
def test_the_program_with_curl(live_server):
    integrator = make_integrator()
    printed = run(["bash", "-c", program("bash")], integrator, live_server)
    with scope(service=integrator.service):
        assert Ticket.objects.get().ticket_id == printed["result"]["content"]["ticketId"]
