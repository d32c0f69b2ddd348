from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_seals_by_sweep"),
    ]

    operations = [
        migrations.AddField(
            model_name="trailseal",
            name="settled_to",
            field=models.BigIntegerField(default=0),
        ),
    ]
