"""A query that is built once and asked for ever: building one takes longer than its answer."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

Value = int | datetime
# What stands for a value while the query is built: nobody asks for these.
NUMBERS = 9_000_000_000_000_000_000
MOMENTS = datetime(9000, 1, 1, tzinfo=UTC)


class Built(NamedTuple):
    """The statement, and the name of the value at each place that has one."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    names: tuple[str | None, ...]
    converters: Mapping[int, Any]


class Prepared:
    """Asks what `build` builds, with other values.

    `build` takes a language and values by their names, numbers or moments: these may stand in
    conditions only, and may not decide how the query is built.
    """

    def __init__(self, build: Callable[..., QuerySet], **kinds: type[Value]) -> None:
        self.build = build
        self.kinds = kinds
        self._built: dict[tuple[str | None, str], Built] = {}

    def __call__(self, language: str, **values: Value) -> list[Any]:
        # modeltranslation builds it for the language that is active, too.
        key = (get_language(), language)
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = self._build(language)
        queryset = built.queryset.all()
        adapted = {name: adapt(queryset.db, value) for name, value in values.items()}
        params = tuple(
            param if name is None else adapted[name]
            for name, param in zip(built.names, built.params, strict=True)
        )
        queryset.query.get_compiler = partial(  # type: ignore[method-assign]
            compiler_of, built, params
        )
        return list(queryset)

    def _build(self, language: str) -> Built:
        stand_ins = stand_ins_for(self.kinds)
        queryset = self.build(language, **stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        by_value = {adapt(queryset.db, value): name for name, value in stand_ins.items()}
        names = tuple(by_value.get(param) if is_hashable(param) else None for param in params)
        missing = self.kinds.keys() - set(names)
        if missing:
            raise LookupError(f"{missing} is no value of the statement: {sql}")
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return Built(queryset, compiler, sql, tuple(params), names, converters)


def stand_ins_for(kinds: Mapping[str, type[Value]]) -> dict[str, Value]:
    return {
        name: NUMBERS + place if kind is int else MOMENTS + timedelta(days=place)
        for place, (name, kind) in enumerate(kinds.items())
    }


def adapt(database: str, value: Value) -> Any:
    """As the backend takes it: on SQLite moments are text."""
    if isinstance(value, datetime):
        return connections[database].ops.adapt_datetimefield_value(value)
    return value


def is_hashable(value: object) -> bool:
    return isinstance(value, int | str | datetime)


def compiler_of(
    built: Built,
    params: tuple[Any, ...],
    using: str | None = None,
    connection: object = None,  # noqa: ARG001 - Django names it
    elide_empty: bool = True,  # noqa: ARG001, FBT001, FBT002 - as above
) -> SQLCompiler:
    """The one that has built it, with other values, for the connection of this thread."""
    compiler = copy(built.compiler)
    compiler.connection = connections[using or built.queryset.db]
    compiler.as_sql = lambda *_args, **_words: (built.sql, params)  # type: ignore[method-assign]
    compiler.get_converters = lambda _columns: built.converters  # type: ignore[method-assign]
    return compiler
