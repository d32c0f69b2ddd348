import django.db.models.deletion
from django.db import migrations, models

import accounts.models.base


class Migration(migrations.Migration):
    dependencies = (("accounts", "0005_providers"),)
    operations = (
        migrations.AddField(
            model_name="account",
            name="is_mfa_required",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="consolesession",
            name="awaits_factor",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="consolesession",
            name="challenge",
            field=models.CharField(default="", max_length=128),
        ),
        migrations.AddField(
            model_name="consolesession",
            name="confirmed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consolesession",
            name="mfa_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='MFADevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('virtual', 'Virtual'), ('hardware', 'Hardware'), ('counter', 'Counter'), ('key', 'Key')], max_length=8)),
                ('serial_number', models.CharField(max_length=256)),
                ('created', models.DateTimeField()),
                ('enabled', models.DateTimeField(null=True)),
                ('made_by', models.CharField(default='', max_length=128)),
                ('tags', models.JSONField(default=dict)),
                ('sealed_seed', models.TextField(default='')),
                ('counter', models.BigIntegerField(default=-1)),
                ('drift', models.IntegerField(default=0)),
                ('credential_id', models.CharField(max_length=1400, null=True, unique=True)),
                ('public_key', models.TextField(default='')),
                ('transports', models.JSONField(default=list)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mfa_devices', to='accounts.user')),
            ],
            options={
                'verbose_name': 'MFA device',
                'constraints': [models.UniqueConstraint(models.F('account'), accounts.models.base.NameKey('serial_number'), name='mfa_serial_number_is_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ('virtual', 'hardware', 'counter', 'key'))), name='mfa_device_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('enabled__isnull', True), ('user__isnull', True)), models.Q(('enabled__isnull', False), ('user__isnull', False)), _connector='OR'), name='mfa_device_is_enabled_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('used', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='accounts.user')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='recovery_code_is_unique')],
            },
        ),
    )
