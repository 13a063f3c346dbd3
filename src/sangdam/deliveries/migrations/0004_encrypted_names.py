"""Name encrypted columns as what they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0003_parts_of_histories")]

    operations = [
        migrations.RenameField("delivery", "sealed_recipient", "encrypted_recipient"),
        migrations.RenameField("delivery", "sealed_payload", "encrypted_payload"),
    ]
