"""The secret of the day (R17): made at local midnight, agreed on by all processes, destroyed."""

import json
import logging
import os
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from articles.browsing.days import day_of
from articles.browsing.folder import alone_in

logger = logging.getLogger(__name__)
BYTES = 32
# For double clicks across midnight yesterday's secret is needed for half a minute; by 00:10 it
# must be gone.
OVERLAP = timedelta(minutes=10)


class Secrets(NamedTuple):
    """What a request may hash with; yesterday's only in the first minutes of a day."""

    today: bytes
    yesterday: bytes | None


class SecretOfTheDay:
    """The file in the folder, and this process's copy of it; both forget together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "secrets.json"
        self._kept: dict[date, bytes] = {}
        self._now: tuple[int, Secrets] | None = None

    def at(self, at: datetime) -> Secrets:
        """The secrets that hold at this moment; those that no longer do are destroyed."""
        minute = int(at.timestamp()) // 60
        now = self._now  # once: another thread may be in the next day already
        # Days begin, and the overlap ends, with a minute.
        if now is None or now[0] != minute:
            now = self._now = minute, self._look(at)
        return now[1]

    def _look(self, at: datetime) -> Secrets:
        today, oldest = day_of(at), day_of(at - OVERLAP)
        kept = self._kept
        if today not in kept or min(kept) < oldest:
            kept = self._kept = self._agree(today=today, oldest=oldest)
        return Secrets(kept[today], kept.get(oldest) if oldest < today else None)

    def _agree(self, *, today: date, oldest: date) -> dict[date, bytes]:
        """What the file says, after bringing it up to date."""
        with alone_in(self._folder):
            known = self._read()
            # Another process may be a moment ahead of us, in the next day already.
            newest = today + timedelta(days=1)
            wanted = {day: secret for day, secret in known.items() if oldest <= day <= newest}
            wanted.setdefault(today, secrets.token_bytes(BYTES))
            if wanted != known:
                self._write(wanted)
        return wanted

    def _read(self) -> dict[date, bytes]:
        try:
            written = json.loads(self._file.read_text())
            return {date.fromisoformat(day): bytes.fromhex(key) for day, key in written.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, TypeError):
            logger.warning("The secret of the day cannot be read; a new one is made.")
            return {}

    def _write(self, wanted: Mapping[date, bytes]) -> None:
        """Whole or not at all, and never readable by others."""
        text = json.dumps({day.isoformat(): secret.hex() for day, secret in wanted.items()})
        new = self._file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)
