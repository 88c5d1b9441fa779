from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_drafts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="eventrow",
            index=models.Index(fields=["kind", "seq"], name="events_of_a_kind"),
        ),
    ]
