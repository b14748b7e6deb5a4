import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Of the stories there are. The rows are filled before their keys and indexes are made, which is
# many times faster on a large site; so this stands in one migration, in this order.
SOURCES = """
UPDATE articles_edition
SET source_id = (SELECT source_id FROM articles_article WHERE id = article_id)
WHERE article_id IN (SELECT id FROM articles_article WHERE source_id IS NOT NULL)
"""
TAGS = """
INSERT INTO articles_taggededition (edition_id, tag_id, language, released_at)
SELECT edition.id, filed.tag_id, edition.language, edition.released_at
FROM articles_edition edition
JOIN articles_article_tags filed ON filed.article_id = edition.article_id
WHERE edition.status = 'published'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='edition',
            name='translator',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='articles.translator', verbose_name='translator'),
        ),
        migrations.AddField(
            model_name='edition',
            name='source',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='articles.source'),
        ),
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('source__isnull', False)), fields=['source', 'language', 'status', 'released_at', 'id'], name='edition_source_by_release'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('translator__isnull', False)), fields=['translator', 'language', 'status', 'released_at', 'id'], name='edition_translator_by_release'),
        ),
        migrations.CreateModel(
            name='TaggedEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=10)),
                ('released_at', models.DateTimeField()),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='articles.edition')),
                ('tag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.tag')),
            ],
        ),
        migrations.RunSQL(TAGS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='taggededition',
            constraint=models.UniqueConstraint(fields=('edition', 'tag'), name='taggededition_once_per_tag'),
        ),
        migrations.AddIndex(
            model_name='taggededition',
            index=models.Index(fields=['tag', 'language', 'released_at', 'edition'], name='taggededition_by_release'),
        ),
    ]
