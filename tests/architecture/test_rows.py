"""The law of rows: each carries its service, first in every key, behind a manager that refuses without one."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django_scopes.exceptions import ScopeError

from sangdam.foundation.tenancy.models import ServiceOwned

# Rows above the services, and the service's own parts that are read before a scope can be known.
ABOVE_SERVICES = {
    "organizations.Organization",
    "organizations.Service",
    "organizations.ServiceLanguage",
    "accounts.Member",
}

# Indexes of work that goes over all services: dispatching, sweeps, cursors. Each says so where it is declared.
ACROSS_SERVICES = {
    "event_undispatched",
    "event_transaction",
    "attachment_waiting",
    "inquiry_trace_age",
    "delivery_due",
    "delivery_under_way",
    "delivery_slow",
    "entry_cleaning",
    "ticket_cleaning",
}

OURS = [
    model for config in apps.get_app_configs() if config.name.startswith("sangdam.") for model in config.get_models()
]
TENANT_ROWS = [model for model in OURS if issubclass(model, ServiceOwned)]


def test_every_row_belongs_to_a_service_or_is_named_as_standing_above():
    assert {model._meta.label for model in OURS} - {model._meta.label for model in TENANT_ROWS} == ABOVE_SERVICES


@pytest.mark.parametrize("model", TENANT_ROWS, ids=lambda model: model._meta.label)
def test_keys_and_indexes_begin_with_the_service(model):
    for rule in [*model._meta.indexes, *model._meta.constraints]:
        names = [name.lstrip("-") for name in getattr(rule, "fields", ())]
        if names and rule.name not in ACROSS_SERVICES:
            assert names[0] == "service", f"{rule.name} begins with {names[0]}"
    loose = [
        field.name
        for field in model._meta.local_fields
        if not field.primary_key and (field.unique or field.db_index) and not isinstance(field, models.ForeignKey)
    ]
    assert loose == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_ROWS, ids=lambda model: model._meta.label)
def test_no_query_works_without_a_service(model):
    with pytest.raises(ScopeError):
        model.objects.first()
    with pytest.raises(ScopeError):
        model.objects.filter(pk=model._meta.pk.to_python(None)).exists()


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
