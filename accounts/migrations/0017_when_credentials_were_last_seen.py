import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_actions_read_in_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="accesskey",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("last_used", "created"),
                name="access_key_last_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="loginprofile",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("password_last_used", "created"),
                name="login_profile_last_seen",
            ),
        ),
    ]
