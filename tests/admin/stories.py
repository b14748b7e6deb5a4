"""Opening, filling and sending the form of a story."""

from tests.admin.browser import typed

ADD = "/admin/articles/article/add/"
STALE = (
    "Somebody else has saved this part since you opened it. Nothing of yours was saved and "
    "nothing is lost: what you typed is still here. Open the article in a second window, "
    "compare, and save again there."
)


def address_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def save(client, address, changes, **options):
    """Opens the form, types, and presses a button."""
    opened = client.get(address)
    return client.post(address, typed(opened, changes, **options), follow=True)


def text_of(article, language):
    latest = article.editions.get(language=language).latest
    return (latest.title, latest.slug, latest.summary, latest.body) if latest else None


def non_field_errors(response):
    return response.context["adminform"].form.non_field_errors()
