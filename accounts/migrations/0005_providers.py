from functools import partial

import django.db.models.deletion
from django.db import migrations, models

import accounts.models.base


class Migration(migrations.Migration):
    dependencies = (("accounts", "0004_credentials"),)
    operations = (
        migrations.CreateModel(
            name="TokenIssuer",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("issuer_id", models.CharField(max_length=64, unique=True)),
                ("is_enabled", models.BooleanField(default=True)),
                ("created", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SAMLProvider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=128)),
                (
                    "provider_id",
                    models.CharField(
                        default=partial(accounts.models.base.new_unique_id, "", 26),
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("metadata", models.TextField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("encryption_mode", models.CharField(default="", max_length=8)),
                ("created", models.DateTimeField()),
                ("tags", models.JSONField(default=dict)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SAMLPrivateKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key_id",
                    models.CharField(
                        default=partial(accounts.models.base.new_unique_id, "", 26),
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("sealed_key", models.TextField()),
                ("created", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_keys",
                        to="accounts.samlprovider",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("algorithm", models.CharField(max_length=5)),
                ("key_id", models.CharField(max_length=64, unique=True)),
                ("sealed_key", models.TextField()),
                ("public_key", models.JSONField()),
                ("created", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="accounts.tokenissuer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UsedAssertion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
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
        ),
        migrations.CreateModel(
            name="OpenIDConnectProvider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=255)),
                ("client_ids", models.JSONField(default=list)),
                ("thumbprints", models.JSONField(default=list)),
                ("key_set", models.TextField(default="")),
                ("created", models.DateTimeField()),
                ("tags", models.JSONField(default=dict)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "url"), name="oidc_provider_url_is_unique"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="samlprovider",
            constraint=models.UniqueConstraint(
                models.F("account"),
                accounts.models.base.NameKey("name"),
                name="saml_provider_name_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuerkey",
            constraint=models.UniqueConstraint(
                fields=("issuer", "algorithm"), name="issuer_key_once_an_algorithm"
            ),
        ),
        migrations.AddConstraint(
            model_name="usedassertion",
            constraint=models.UniqueConstraint(
                fields=("account", "digest"), name="assertion_is_used_once"
            ),
        ),
    )
