"""Let a screen that comes back find its own service's events in the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_transaction"),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["transaction", "service"], name="event_transaction")
        ),
    ]
