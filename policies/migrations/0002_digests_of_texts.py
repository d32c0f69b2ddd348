from hashlib import sha256

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_digests(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("policies", "PolicyVersion").objects
    waiting = []
    for version in versions.filter(digest="").only("document").iterator(chunk_size=500):
        version.digest = sha256(version.document.encode()).hexdigest()
        waiting.append(version)
    versions.bulk_update(waiting, ["digest"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.RunPython(tell_digests, migrations.RunPython.noop),
    ]
