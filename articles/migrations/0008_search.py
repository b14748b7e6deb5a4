import django.db.models.deletion
from django.db import migrations, models

# If the table of the entries is ever made anew on SQLite, as some changes of its columns do, the
# trigger goes with the old one and must be made again.
SQLITE = [
    """
    CREATE VIRTUAL TABLE articles_searchwords
    USING fts5 (words, tokenize = "ascii tokenchars '_'", columnsize = 0)
    """,
    """
    CREATE TRIGGER articles_searchentry_deleted AFTER DELETE ON articles_searchentry
    BEGIN DELETE FROM articles_searchwords WHERE rowid = old.place; END
    """,
]
POSTGRESQL = [
    "ALTER TABLE articles_searchentry ADD COLUMN words tsvector NOT NULL",
    # The words stand apart: what is found by the index is read without them.
    "ALTER TABLE articles_searchentry SET (toast_tuple_target = 128)",
    "CREATE INDEX articles_searchentry_words ON articles_searchentry USING gin (words)",
]
NOT_INDEXED = (
    "The search knows none of the stories that are public already. "
    "Please run: python manage.py rebuild_search"
)


def make_words(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement)


def drop_words(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE articles_searchwords")


def say_what_is_missing(apps, schema_editor):
    if apps.get_model("articles", "Edition").objects.filter(status="published").exists():
        print(f"\n{NOT_INDEXED}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_visitors_without_reference"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="SearchRebuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition_id", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="searchrebuild_is_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(make_words, drop_words),
        migrations.RunPython(say_what_is_missing, migrations.RunPython.noop),
    ]
