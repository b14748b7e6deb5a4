"""Runs every case of COUNTING_VECTORS, or of ours, in both ways, and says of each how it went.

python -m tests.browsing.run_cases
"""

import sys
from collections.abc import Callable

import django

django.setup()

from django.db import transaction  # noqa: E402 - the apps must be loaded first
from django.test.utils import (  # noqa: E402 - as above
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tests.browsing.cases import (  # noqa: E402 - as above
    counts_by_rules,
    counts_through_doors,
    difference,
    spec,
)

WAYS = {"by the rules": counts_by_rules, "through the doors": counts_through_doors}


def try_case(case: dict, count: Callable[[dict], dict]) -> str:
    """What went wrong; nothing if all was counted as written. Leaves no row behind."""
    try:
        with transaction.atomic():
            wrong = difference(case, count(case))
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said, and the next case comes
        return repr(error)
    return wrong


def say(case: dict) -> bool:
    wrong = {way: try_case(case, count) for way, count in WAYS.items()}
    said = "; ".join(f"{way}: {words}" for way, words in wrong.items() if words)
    sys.stdout.write(f"{case['id']} failed: {said}\n" if said else f"{case['id']} passed\n")
    return not said


def main() -> int:
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        verdicts = [say(case) for case in spec()["vectors"]]
    finally:
        teardown_databases(databases, verbosity=0)
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
