from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_sessions_with_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobState',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('started', models.DateTimeField(null=True)),
                ('finished', models.DateTimeField(null=True)),
                ('next_run', models.DateTimeField()),
                ('is_ok', models.BooleanField(null=True)),
                ('message', models.CharField(default='', max_length=128)),
                ('done', models.PositiveIntegerField(default=0)),
                ('duration_ms', models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
