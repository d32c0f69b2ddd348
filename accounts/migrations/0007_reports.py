import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_mfa"),)
    operations = (
        migrations.AddField(
            model_name="account",
            name="endpoint_token_version",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name="account",
            name="properties",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="CredentialReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("requested", models.DateTimeField()),
                ("claimed", models.DateTimeField(null=True)),
                ("generated", models.DateTimeField(null=True)),
                ("content", models.BinaryField(default=b"")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccessReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asked_by", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SERVICE_LEVEL", "Services"),
                            ("ACTION_LEVEL", "Actions"),
                            ("ORGANIZATION", "Organization"),
                        ],
                        max_length=16,
                    ),
                ),
                ("subject", models.CharField(max_length=2048)),
                ("subject_id", models.CharField(default="", max_length=32)),
                ("created", models.DateTimeField()),
                ("services", models.JSONField(default=list)),
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
                    models.Index(fields=["account", "created"], name="access_report_by_age")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("SERVICE_LEVEL", "ACTION_LEVEL", "ORGANIZATION"))
                        ),
                        name="access_report_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LastUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("principal_id", models.CharField(max_length=32)),
                ("service", models.CharField(max_length=64)),
                ("action", models.CharField(max_length=128)),
                ("is_refused", models.BooleanField()),
                ("time", models.DateTimeField()),
                ("region", models.CharField(default="", max_length=64)),
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
                        fields=("account", "principal_id", "service", "action", "is_refused"),
                        name="last_use_is_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DelegationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("request_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("workflow_id", models.CharField(max_length=400)),
                ("owner_account_id", models.CharField(default="", max_length=12)),
                ("owner_arn", models.CharField(default="", max_length=2048)),
                ("approver_arn", models.CharField(default="", max_length=2048)),
                ("approver_id", models.CharField(default="", max_length=32)),
                ("description", models.CharField(max_length=1000)),
                ("message", models.CharField(default="", max_length=200)),
                ("template_arn", models.CharField(max_length=2048)),
                ("policy", models.TextField()),
                ("redirect_url", models.CharField(default="", max_length=255)),
                ("notification_channel", models.CharField(max_length=400)),
                ("session_seconds", models.PositiveIntegerField()),
                ("is_sent_by_owner_only", models.BooleanField(default=False)),
                ("state", models.CharField(default="UNASSIGNED", max_length=16)),
                ("notes", models.CharField(default="", max_length=500)),
                ("rejection_reason", models.CharField(default="", max_length=500)),
                ("created", models.DateTimeField()),
                ("updated", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("token_digest", models.CharField(db_index=True, default="", max_length=64)),
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
                    models.Index(
                        fields=["owner_account_id", "id"], name="delegation_request_of_owner"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "workflow_id"),
                        name="delegation_request_workflow_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "UNASSIGNED",
                                    "ASSIGNED",
                                    "PENDING_APPROVAL",
                                    "ACCEPTED",
                                    "FINALIZED",
                                    "REJECTED",
                                ),
                            )
                        ),
                        name="delegation_request_state_is_known",
                    ),
                ],
            },
        ),
    )
