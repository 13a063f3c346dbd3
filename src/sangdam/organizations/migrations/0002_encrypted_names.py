"""Name encrypted columns as what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.RenameField("organization", "sealed_key", "encrypted_key"),
    ]
