import datetime

import pytest

from sangdam.doors.open_api.labels import display_date
from tests.factories import make_service


@pytest.mark.django_db
def test_dates_are_shown_in_the_services_time_zone():
    at = datetime.datetime(2026, 11, 20, 15, 30, tzinfo=datetime.UTC)
    assert display_date(at, make_service(time_zone="Asia/Seoul")) == "2026.11.21"
    assert display_date(at, make_service(time_zone="America/New_York")) == "2026.11.20"
