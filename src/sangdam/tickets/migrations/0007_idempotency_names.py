"""Name keys of idempotency as such: columns and their unique indexes get new names, nothing is built anew."""

from django.db import migrations, models

NAMES = [("ticket", ["service"]), ("historyentry", ["service", "ticket"])]
CONSTRAINTS = {"ticket": "ticket_{}_once", "historyentry": "entry_{}_once"}


def _unique(model: str, fields: list[str], word: str) -> models.UniqueConstraint:
    key = f"{word}_key"
    return models.UniqueConstraint(
        fields=[*fields, key], condition=models.Q(**{f"{key}__isnull": False}), name=CONSTRAINTS[model].format(word)
    )


def _renamed(model: str, fields: list[str]) -> list[migrations.operations.base.Operation]:
    old, new = CONSTRAINTS[model].format("submission"), CONSTRAINTS[model].format("idempotency")
    return [
        # Django knows constraints by the names of their columns and would drop and build them; PostgreSQL follows.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint(model, old)],
        ),
        migrations.RenameField(model, "submission_key", "idempotency_key"),
        migrations.RenameField(model, "submission_digest", "idempotency_digest"),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint(model, _unique(model, fields, "idempotency"))],
            database_operations=[
                migrations.RunSQL(f"ALTER INDEX {old} RENAME TO {new}", f"ALTER INDEX {new} RENAME TO {old}")
            ],
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_encrypted_names")]

    operations = [operation for model, fields in NAMES for operation in _renamed(model, fields)]
