import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_keys_that_expire"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32, unique=True)),
                ("owner_id", models.CharField(max_length=256)),
                ("kind", models.CharField(max_length=32)),
                ("subject", models.CharField(default="", max_length=2048)),
                ("content", models.JSONField(default=dict)),
                ("updated", models.DateTimeField()),
                ("expires", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "owner_id", "kind"], name="draft_of_owner")
                ],
            },
        ),
    ]
