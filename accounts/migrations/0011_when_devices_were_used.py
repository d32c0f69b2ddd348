from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_how_lists_are_shown'),
    ]

    operations = [
        migrations.AddField(
            model_name='mfadevice',
            name='last_used',
            field=models.DateTimeField(null=True),
        ),
    ]
