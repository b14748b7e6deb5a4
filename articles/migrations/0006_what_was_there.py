from django.db import migrations
from django.db.models import Exists, F, OuterRef

from articles.text.addresses import NotAnAddress, stored_form


def write_in_one_form(apps, _schema_editor):
    """Rows were typed freely until now, and are looked up in one form from now on."""
    OldAddress = apps.get_model("articles", "OldAddress")
    known = dict(OldAddress.objects.values_list("path", "pk"))
    for path, pk in list(known.items()):
        try:
            form = stored_form(path)
        except NotAnAddress:
            continue
        if form == path:
            continue
        if form in known:
            OldAddress.objects.filter(pk=pk).delete()  # said twice
        else:
            OldAddress.objects.filter(pk=pk).update(path=form)
            known[form] = pk


def note_what_was_public(apps, _schema_editor):
    """A text that was withdrawn before its release was never seen."""
    Edition = apps.get_model("articles", "Edition")
    Transition = apps.get_model("articles", "Transition")
    seen = Transition.objects.filter(
        edition=OuterRef("pk"), to_status="withdrawn", at__gte=OuterRef("released_at")
    )
    Edition.objects.filter(status="published").update(first_public_at=F("released_at"))
    Edition.objects.filter(Exists(seen), status="withdrawn").update(
        first_public_at=F("released_at")
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_addresses_that_stay'),
    ]

    operations = [
        migrations.RunPython(write_in_one_form, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(note_what_was_public, migrations.RunPython.noop, elidable=True),
    ]
