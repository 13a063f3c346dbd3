"""Say rejected for a call that was turned away; its errors have names of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("security", "0002_encrypted_names")]

    operations = [
        migrations.RenameModel("RefusedCall", "RejectedCall"),
        migrations.RenameIndex("rejectedcall", new_name="rejected_call_latest", old_name="refused_call_latest"),
    ]
