"""Opening, filling and sending the form of a story."""

from tests.admin.browser import form_of, typed

ADD = "/admin/articles/article/add/"


def address_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def save(client, address, changes, **options):
    """Opens the form, types, and presses a button."""
    opened = client.get(address)
    return client.post(address, typed(opened, changes, **options), follow=True)


def step(client, address, changes, *, name):
    """Opens the form, types, presses a button that asks first, and answers with yes."""
    return answer_yes(client, save(client, address, changes, button=name))


def answer_yes(client, asked):
    question = asked.redirect_chain[-1][0]
    return client.post(question, form_of(asked, form_id="question-form"), follow=True)


def text_of(article, language):
    latest = article.editions.get(language=language).latest
    return (latest.title, latest.slug, latest.summary, latest.body) if latest else None


def non_field_errors(response):
    return response.context["adminform"].form.non_field_errors()


def conflicts_in(response):
    """Of each part that two people wrote: its key, and by field both versions, `[marked]`."""
    return {
        conflict.part.key: {
            field.label: tuple(side_in_words(field.stretches, side) for side in ("left", "right"))
            for field in conflict.fields
        }
        for conflict in response.context["adminform"].form.conflicts
    }


def side_in_words(stretches, side):
    blocks = [getattr(row, side) for stretch in stretches for row in stretch.rows]
    return "\n".join(
        "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in block.pieces)
        for block in blocks
        if block
    )
