"""A query that is written once and asked for ever: writing one takes longer than its answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

Value = int | datetime
Row = Sequence[Any]
# What stands for a value while the query is written: nobody asks for these.
NUMBERS = 9_000_000_000_000_000_000
MOMENTS = datetime(9000, 1, 1, tzinfo=UTC)


class Statement(NamedTuple):
    """What is asked, the name of the value at each place that has one, and how rows are read."""

    database: str
    sql: str
    params: tuple[Any, ...]
    names: tuple[str | None, ...]
    # Of columns that the backend gives otherwise than the model has them: place, ways, expression.
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    read: Callable[[Row], Any]

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        params = [
            param if name is None else values[name]
            for name, param in zip(self.names, self.params, strict=True)
        ]
        connection = connections[self.database]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return [self.read(row) for row in self.converted(cursor.fetchall(), connection)]

    def converted(self, rows: Sequence[Row], connection: BaseDatabaseWrapper) -> Iterator[Row]:
        for row in map(list, rows):
            for place, ways, expression in self.converters:
                for way in ways:
                    row[place] = way(row[place], expression, connection)
            yield row


class Prepared:
    """Asks what `build` builds, with other values.

    `build` takes a language and values by their names, numbers or moments: these may stand in
    conditions only, and may not decide how the query is built.
    """

    def __init__(self, build: Callable[..., QuerySet], **kinds: type[Value]) -> None:
        self.build = build
        self.kinds = kinds
        self._written: dict[tuple[str | None, str], Statement] = {}

    def __call__(self, language: str, **values: Value) -> list[Any]:
        # modeltranslation builds it for the language that is active, too.
        key = (get_language(), language)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write(language)
        return written.ask({name: adapt(written.database, values[name]) for name in self.kinds})

    def _write(self, language: str) -> Statement:
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
        converters = [
            (place, ways, expression)
            for place, (ways, expression) in compiler.get_converters(columns).items()
        ]
        read = Maker.of(compiler, database=queryset.db) if compiler.klass_info else tuple
        return Statement(queryset.db, sql, tuple(params), names, converters, read)


class Maker:
    """Makes the instance of a model that a row holds, and those that are joined to it.

    As Django's own `from_db`, but straight: nothing of ours listens to the making of an instance,
    and a page has twenty of them.
    """

    def __init__(
        self,
        about: Mapping[str, Any],
        select: Sequence[Any],
        *,
        database: str,
        annotations: Mapping[str, int] | None = None,
    ) -> None:
        self.model: type[Model] = about["model"]
        self.database = database
        places = {select[place][0].target.attname: place for place in about["select_fields"]}
        self.pk_place = places[self.model._meta.pk.attname]  # noqa: SLF001 - documented by Django
        named = {**places, **(annotations or {})}
        self.names = tuple(named)
        first, *more = named.values()
        # Of a single place it would give the value itself.
        self.values = itemgetter(first, *more) if more else itemgetter(slice(first, first + 1))
        self.joined = [
            (each["local_setter"], each["remote_setter"], Maker(each, select, database=database))
            for each in about.get("related_klass_infos", ())
        ]

    @classmethod
    def of(cls, compiler: SQLCompiler, *, database: str) -> "Maker":
        annotations = compiler.annotation_col_map
        return cls(compiler.klass_info, compiler.select, database=database, annotations=annotations)

    def __call__(self, row: Row) -> Model:
        made = self.model.__new__(self.model)
        made._state = state = ModelState()  # noqa: SLF001 - as `Model.__init__` does
        state.db, state.adding = self.database, False
        made.__dict__.update(zip(self.names, self.values(row), strict=True))
        for set_here, set_there, make in self.joined:
            other = make(row) if row[make.pk_place] is not None else None
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made


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
