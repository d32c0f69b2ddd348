import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0007_reports"),)
    operations = (
        migrations.AddField(
            model_name="consolesession",
            name="is_password_expired",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="PasswordPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minimum_length", models.PositiveSmallIntegerField(default=6)),
                ("requires_symbols", models.BooleanField(default=False)),
                ("requires_numbers", models.BooleanField(default=False)),
                ("requires_uppercase", models.BooleanField(default=False)),
                ("requires_lowercase", models.BooleanField(default=False)),
                ("users_may_change", models.BooleanField(default=False)),
                ("max_age_days", models.PositiveSmallIntegerField(null=True)),
                ("reuse_prevention", models.PositiveSmallIntegerField(null=True)),
                ("is_expiry_hard", models.BooleanField(null=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_policy",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minimum_length__range", (6, 128))),
                        name="password_policy_length_is_within_limits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password_hash", models.CharField(max_length=256)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_passwords",
                        to="accounts.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("created", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_link",
                        to="accounts.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ForgottenPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=320)),
                ("source_ip", models.CharField(default="", max_length=64)),
                ("user_agent", models.CharField(default="", max_length=256)),
                ("created", models.DateTimeField()),
                ("due", models.DateTimeField()),
            ],
        ),
    )
