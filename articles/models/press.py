"""The press run: how rendered parts of public pages learn that something public has changed."""

from django.db import models
from django.db.models import F, Q


class PressRun(models.Model):
    """One row; its number stands in the key of everything that is kept ready for the public."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pressrun_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number of the latest run; nought before the first."""
        return cls.objects.filter(id=1).values_list("number", flat=True).first() or 0

    @classmethod
    def start(cls) -> None:
        """Makes every kept part stale, in the transaction that changes what the public sees."""
        if not cls.objects.filter(id=1).update(number=F("number") + 1):
            cls.objects.get_or_create(id=1, defaults={"number": 1})
