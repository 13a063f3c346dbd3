"""Name encrypted columns as what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RenameField("customer", "sealed_email", "encrypted_email"),
        migrations.RenameField("customer", "sealed_phone", "encrypted_phone"),
    ]
