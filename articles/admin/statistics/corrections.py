"""Correcting browse times in the browser: a form, a question, and nothing that can be undone."""

import re
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from articles.admin.site_settings import let_the_server_count
from articles.admin.statistics.trail import corrections_with_names, who_corrected
from articles.admin.statistics.visible import visible_story
from articles.browsing.totals import (
    LARGEST,
    ChangedMeanwhile,
    CorrectionRefused,
    Sight,
    correct_as_seen,
    sight_of,
)
from articles.models import Article, BrowseCorrection, BrowseTotal
from articles.templatetags.news import number, signed

# 1,234 as the pages print it, 1，234 and 1 234; but not 3,5.
IN_THOUSANDS = re.compile(r"[-−－]?\d{1,3}([,，\s]\d{3})+")
SIGHT = re.compile(r"([0-9]{1,13})-([0-9]{1,13})-([0-9]{1,18})", re.ASCII)
EARLIER = 5


class TimesField(forms.IntegerField):
    """A number of browses, in digits, as people write and copy it."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if IN_THOUSANDS.fullmatch(text):
            text = re.sub(r"[,，\s]", "", text)
        found: int | None = super().to_python(re.sub("^[−－]", "-", text))
        return found


class ReasonField(forms.CharField):
    """A text of few lines; browsers send their ends as two characters, which nobody typed."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python("\n".join(str(value or "").splitlines())))


class CorrectionForm(forms.Form):
    """The right number and the reason, decided at the sight of a total."""

    times = TimesField(
        label=gettext_lazy("Right number of browse times"),
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the right number of browse times."),
            "invalid": gettext_lazy("Write a whole number in digits, such as 1,234."),
            "min_value": gettext_lazy("Browse times cannot be below nought."),
            "max_value": gettext_lazy("No story can have so many browse times."),
        },
    )
    reason = ReasonField(
        label=gettext_lazy("Reason"),
        max_length=BrowseCorrection._meta.get_field("reason").max_length,  # noqa: SLF001 - public in spite of its name
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "At most 500 characters. Whoever reads the list of corrections in some years must "
            "understand it: what was wrong, and how you know."
        ),
        error_messages={"required": gettext_lazy("Write why: a correction needs a reason.")},
    )
    sight = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: Sight, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.initial["sight"] = written(seen)
        self.seen = seen
        let_the_server_count(self.fields["reason"])

    def clean_times(self) -> int:
        times: int = self.cleaned_data["times"]
        if times == self.seen.times:
            words = _("The number is {times} already: there is nothing to correct.")
            raise forms.ValidationError(words.format(times=number(times)))
        return times

    def difference(self) -> int:
        times: int = self.cleaned_data["times"]
        return times - self.seen.times


def written(sight: Sight) -> str:
    return f"{sight.times}-{sight.start}-{sight.last}"


def read_sight(text: str) -> Sight | None:
    match = SIGHT.fullmatch(text)
    if not match:
        return None
    times, start, last = map(int, match.groups())
    return Sight(times=times, start=start, last=last)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_page(request: HttpRequest, article_id: int) -> HttpResponse:
    if not request.user.has_perm("articles.correct_totals"):
        raise PermissionDenied
    stories = Article.objects.defer("body", "summary")
    article = visible_story(request, article_id, among=stories)
    total = BrowseTotal.objects.filter(article=article).first() or BrowseTotal(article=article)
    now = sight_of(total)
    if request.method != "POST":
        return ask(request, total, form=CorrectionForm(seen=now))
    seen = read_sight(request.POST.get("sight", ""))
    if not seen or (seen.start, seen.last) != (now.start, now.last):
        return answer_late(request, total, seen=seen)
    form = CorrectionForm(request.POST, seen=seen)
    if not form.is_valid() or "change" in request.POST:
        return ask(request, total, form=form)
    if "confirmed" not in request.POST:
        return ask_again(request, total, form=form)
    return correct_and_tell(request, total, form=form)


def ask(request: HttpRequest, total: BrowseTotal, *, form: CorrectionForm) -> HttpResponse:
    """The form, beside what the number is made of."""
    made_of = [
        (_("Brought along from an earlier site"), number(total.start)),
        (_("Counted here, the sum of all days"), number(total.counted)),
        (pgettext("column", "Corrections"), signed(total.corrected)),
    ]
    earlier = corrections_with_names().filter(article=total.article_id).order_by("-id")
    context = {
        "form": form,
        "made_of": made_of,
        "since": browses_since(form, total),
        "earlier": list(earlier[:EARLIER]),
        "may_see_all": request.user.has_perm("articles.see_statistics"),
    }
    return page(request, total, "correct", title=_("Correct the browse times"), **context)


def browses_since(form: CorrectionForm, total: BrowseTotal) -> str:
    """What a form that is shown again says of browses that came in after it was opened."""
    more = total.browse_times() - form.seen.times
    if not more:
        return ""
    words = ngettext(
        "When you opened this page the number was {times}. Your number is compared with that, and "
        "the {more} browse since then stays counted on top.",
        "When you opened this page the number was {times}. Your number is compared with that, and "
        "the {more} browses since then stay counted on top.",
        more,
    )
    return words.format(times=number(form.seen.times), more=number(more))


def ask_again(request: HttpRequest, total: BrowseTotal, *, form: CorrectionForm) -> HttpResponse:
    """The page between the wish and the deed."""
    after = total.browse_times() + form.difference()
    context = {
        "form": form,
        "before": total.browse_times(),
        "after": after,
        "difference": form.difference(),
        "since": browses_since(form, total),
    }
    return page(request, total, "confirm", title=_("Correct the browse times?"), **context)


def page(request: HttpRequest, total: BrowseTotal, name: str, **context: Any) -> HttpResponse:
    context |= {
        **admin.site.each_context(request),
        "article": total.article,
        "total": total,
        "back": page_after(request, total),
    }
    return TemplateResponse(request, f"admin/statistics/{name}.html", context)


def page_after(request: HttpRequest, total: BrowseTotal) -> str:
    """Where the number is seen, or else where it can be corrected once more."""
    if request.user.has_perm("articles.see_statistics"):
        return reverse("admin:statistics_story", args=[total.article_id])
    return reverse("admin:statistics_correct", args=[total.article_id])


def correct_and_tell(
    request: HttpRequest, total: BrowseTotal, *, form: CorrectionForm
) -> HttpResponse:
    try:
        row = correct_as_seen(
            total.article_id,
            to=form.cleaned_data["times"],
            seen=form.seen,
            reason=form.cleaned_data["reason"],
            by=cast("User", request.user),
            at=timezone.now(),
        )
    except ChangedMeanwhile:
        total = BrowseTotal.objects.get(article=total.article_id)
        return answer_late(request, total, seen=form.seen)
    except CorrectionRefused:
        form.add_error("times", form.fields["times"].error_messages["max_value"])
        return ask(request, total, form=form)
    words = _("“{title}” has {after} browse times now; before it were {before}.")
    messages.success(
        request,
        words.format(title=total.article, after=number(row.after), before=number(row.before)),
    )
    return HttpResponseRedirect(page_after(request, total))


def answer_late(request: HttpRequest, total: BrowseTotal, *, seen: Sight | None) -> HttpResponse:
    """What was decided at a sight that is gone: done already, or to be decided again."""
    newer = corrections_with_names().filter(
        article=total.article_id, pk__gt=seen.last if seen else 0
    )
    rows = list(newer.order_by("id")) if seen else []
    if any(is_the_same(request, row, seen=seen) for row in rows):
        messages.info(request, _("This correction was made already; it was not made again."))
        return HttpResponseRedirect(page_after(request, total))
    now = sight_of(total)
    form = CorrectionForm({**request.POST.dict(), "sight": written(now)}, seen=now)
    form.add_error(None, what_happened(rows, seen=seen, now=now))
    return ask(request, total, form=form)


def is_the_same(request: HttpRequest, row: BrowseCorrection, *, seen: Sight | None) -> bool:
    """Whether this is what is asked for once more, by a button pressed twice."""
    if not seen:
        return False
    form = CorrectionForm(request.POST, seen=seen)
    if not form.is_valid() or row.by != request.user:
        return False
    asked = (form.difference(), form.cleaned_data["reason"].strip())
    return asked == (row.difference(), row.reason)


def what_happened(rows: list[BrowseCorrection], *, seen: Sight | None, now: Sight) -> str:
    done = _(
        "Nothing of yours was done. What you wrote is still here: see whether it is right now."
    )
    if not seen:
        return _("This page was too old to tell which number you saw.") + " " + done
    if not rows:
        words = _(
            "Meanwhile more was brought along from the earlier site: the number was {before} and "
            "is {after} now."
        )
        said = words.format(before=number(seen.times), after=number(now.times))
        return f"{said} {done}"
    words = _("Meanwhile {name} corrected the number from {before} to {after}: “{reason}”.")
    sentences = [
        words.format(
            name=who_corrected(row),
            before=number(row.before),
            after=number(row.after),
            reason=row.reason,
        )
        for row in rows
    ]
    return " ".join([*sentences, done])
