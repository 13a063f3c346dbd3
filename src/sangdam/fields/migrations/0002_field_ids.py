"""One sequence of user-field ids for the whole installation, from 720 on as in the specification's sample."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE customer_field_id START 720", "DROP SEQUENCE customer_field_id"),
    ]
