import functools

import django.db.models.deletion
from django.db import migrations, models

import accounts.models.base


class Migration(migrations.Migration):
    dependencies = (("accounts", "0003_roles"),)
    operations = (
        migrations.CreateModel(
            name='ServerCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=128)),
                ('path', models.CharField(default='/', max_length=512)),
                ('created', models.DateTimeField()),
                ('tags', models.JSONField(default=dict)),
                ('certificate_id', models.CharField(default=functools.partial(accounts.models.base.new_unique_id, *('ASCA',), **{}), max_length=32, unique=True)),
                ('body', models.TextField()),
                ('chain', models.TextField(default='')),
                ('sealed_private_key', models.TextField()),
                ('expires', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
            ],
            options={
                'indexes': [models.Index(models.F('account'), accounts.models.base.CodePoints('path'), accounts.models.base.NameKey('name'), name='server_certificate_by_path')],
                'constraints': [models.UniqueConstraint(models.F('account'), accounts.models.base.NameKey('name'), name='server_certificate_name_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='ServiceSpecificCredential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('Active', 'Active'), ('Inactive', 'Inactive')], default='Active', max_length=8)),
                ('created', models.DateTimeField()),
                ('credential_id', models.CharField(default=functools.partial(accounts.models.base.new_unique_id, *('ACCA',), **{}), max_length=32, unique=True)),
                ('service_name', models.CharField(max_length=64)),
                ('service_user_name', models.CharField(max_length=200)),
                ('secret_digest', models.CharField(max_length=64)),
                ('expires', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_specific_credentials', to='accounts.user')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('Active', 'Inactive'))), name='service_specific_credential_status_is_known'), models.UniqueConstraint(models.F('service_name'), accounts.models.base.NameKey('service_user_name'), name='service_user_name_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='SigningCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('Active', 'Active'), ('Inactive', 'Inactive')], default='Active', max_length=8)),
                ('created', models.DateTimeField()),
                ('certificate_id', models.CharField(default=functools.partial(accounts.models.base.new_unique_id, *('', 32), **{}), max_length=32, unique=True)),
                ('body', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_certificates', to='accounts.user')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('Active', 'Inactive'))), name='signing_certificate_status_is_known'), models.UniqueConstraint(fields=('account', 'digest'), name='signing_certificate_once_an_account')],
            },
        ),
        migrations.CreateModel(
            name='SSHPublicKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('Active', 'Active'), ('Inactive', 'Inactive')], default='Active', max_length=8)),
                ('created', models.DateTimeField()),
                ('key_id', models.CharField(default=functools.partial(accounts.models.base.new_unique_id, *('APKA', 20), **{}), max_length=32, unique=True)),
                ('body', models.TextField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ssh_public_keys', to='accounts.user')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('Active', 'Inactive'))), name='ssh_public_key_status_is_known'), models.UniqueConstraint(fields=('user', 'digest'), name='ssh_public_key_once_a_user')],
            },
        ),
    )
