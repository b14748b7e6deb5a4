import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_lists_walk_along")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                help_text="Of a film: what readers see before they play it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="poster_of",
                to="articles.image",
                verbose_name="still picture",
            ),
        ),
    ]
