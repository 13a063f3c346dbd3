"""The tables of the room, or those it had while it was called `answers`: with their rows, and the work that waits."""

import django.db.models.deletion
from django.db import migrations, models


class TakeOver(migrations.CreateModel):
    """Make the table of a model, or take the one of the room's former name."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        new = to_state.apps.get_model(app_label, self.name)._meta.db_table
        former = new.replace("answer_mails_", "answers_")
        if former in schema_editor.connection.introspection.table_names():
            schema_editor.execute(f"ALTER TABLE {former} RENAME TO {new}")
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("organizations", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]

    operations = [
        TakeOver(
            name="MailLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("resolved", "final answer"), ("pending", "intermediate answer")], max_length=10
                    ),
                ),
                ("language", models.CharField(max_length=6)),
                ("html", models.TextField()),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "purpose", "language"), name="mail_layout_once")
                ],
            },
        ),
        TakeOver(
            name="MailSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender_name", models.CharField(max_length=45)),
                ("sender_address", models.CharField(max_length=100)),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.service",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("service",), name="mail_settings_once")],
            },
        ),
        # Handlers that failed once wait by their names.
        migrations.RunSQL(
            """
            UPDATE procrastinate_jobs
            SET args = jsonb_set(args, '{handler}', to_jsonb('sangdam.answer_mails.' || substr(args->>'handler', 17)))
            WHERE task_name = 'events.handle_again' AND args->>'handler' LIKE 'sangdam.answers.%'
            """,
            migrations.RunSQL.noop,
        ),
        # A later room of the former name begins from nothing.
        migrations.RunSQL(
            """
            DELETE FROM auth_permission USING django_content_type
            WHERE content_type_id = django_content_type.id AND app_label = 'answers';
            DELETE FROM django_content_type WHERE app_label = 'answers';
            DELETE FROM django_migrations WHERE app = 'answers';
            """,
            migrations.RunSQL.noop,
        ),
    ]
