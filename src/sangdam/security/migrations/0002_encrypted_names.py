"""Name encrypted columns as what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("security", "0001_initial")]

    operations = [
        migrations.RenameField("openapiaccess", "sealed_key", "encrypted_key"),
    ]
