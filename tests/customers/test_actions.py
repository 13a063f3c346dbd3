import pytest
from django.utils import timezone
from django_scopes import scope

from sangdam.customers.actions import email_index, phone_index, recognize_customer
from sangdam.customers.models import Customer
from sangdam.foundation.crypto import Unreadable, decrypt
from tests.factories import make_service

pytestmark = pytest.mark.django_db


def recognize(service, email, phone="", usercode=""):
    with scope(service=service):
        return recognize_customer(service=service, email=email, phone=phone, usercode=usercode, at=timezone.now())


def test_a_customer_is_made_once_and_found_by_the_address():
    service = make_service()
    first = recognize(service, "kim@example.com", "010-1234-5678", "kim")
    assert recognize(service, " KIM@example.com") == first
    assert recognize(service, "lee@example.com") != first


def test_without_an_address_nobody_is_recognized():
    assert recognize(make_service(), "") is None


def test_what_is_known_of_a_customer_is_encrypted_in_its_place():
    service = make_service()
    pk = recognize(service, "kim@example.com", "010-1234-5678")
    with scope(service=service):
        customer = Customer.objects.get(pk=pk)
    context = f"{service.pk}|customers.customer.email|{pk}"
    assert decrypt(customer.encrypted_email, context) == "kim@example.com"
    with pytest.raises(Unreadable):
        decrypt(customer.encrypted_phone, context)


def test_a_phone_is_found_however_it_was_written_and_only_in_its_service():
    first, second = make_service(), make_service()
    assert phone_index(first, "010-1234-5678") == phone_index(first, "(010) 1234 5678")
    assert phone_index(first, "01012345678") != phone_index(second, "01012345678")
    assert email_index(first, "kim@example.com") != email_index(second, "kim@example.com")
