"""Name encrypted columns as what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_readings")]

    operations = [
        migrations.RenameField("ticket", "sealed_values", "encrypted_values"),
    ]
