"""Wrong settings are refused at start, each in a sentence that says what would be right."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k" * 50


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Reads the settings anew, with nothing in the environment but what is given."""

    def read(**variables: str) -> dict:
        for name in list(os.environ):
            if name.isupper() and name not in {"PATH", "HOME", "LANG"}:
                monkeypatch.delenv(name)
        for name, value in ({"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "newsroom/settings.py"))

    return read


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"SECRET_KEY": ""},
            (
                "SECRET_KEY is not set: set it, or SECRET_KEY_FILE, to at least 50 random "
                "characters (`make run` makes a key of its own and keeps it in the data folder)."
            ),
        ),
        (
            {"SECRET_KEY": "short"},
            "SECRET_KEY is too short: set it to at least 50 random characters.",
        ),
        ({"DEBUG": "maybe"}, "DEBUG='maybe' cannot be used: write on or off."),
        ({"PORT": "80000"}, "PORT='80000' cannot be used: write a number from 1 to 65535."),
        ({"PORT": "http"}, "PORT='http' cannot be used: write a number from 1 to 65535."),
        (
            {"TIME_ZONE": "Peking"},
            "TIME_ZONE='Peking' cannot be used: write a name such as Asia/Shanghai.",
        ),
        (
            {"SITE_URL": "news.example.edu.cn"},
            (
                "SITE_URL='news.example.edu.cn' cannot be used: "
                "write an address such as https://news.example.edu.cn."
            ),
        ),
        (
            {"SITE_URL": "https://news.example.edu.cn/news"},
            (
                "SITE_URL='https://news.example.edu.cn/news' cannot be used: "
                "write scheme and host only, such as https://news.example.edu.cn."
            ),
        ),
        (
            {"DATABASE_URL": "mysql://localhost/newsroom"},
            (
                "DATABASE_URL='mysql://localhost/newsroom' cannot be used: "
                "write an address such as postgres://user:password@localhost/newsroom."
            ),
        ),
        (
            {"DATABASE_URL": "postgres://localhost"},
            (
                "DATABASE_URL='postgres://localhost' cannot be used: "
                "name the database, such as postgres://user:password@localhost/newsroom."
            ),
        ),
        (
            {"REDIS_URL": "localhost:6379"},
            (
                "REDIS_URL='localhost:6379' cannot be used: "
                "write an address such as redis://localhost/0."
            ),
        ),
        (
            {"TRUSTED_PROXIES": "10.0.0.0/99"},
            (
                "TRUSTED_PROXIES='10.0.0.0/99' cannot be used: '10.0.0.0/99' does not appear to be "
                "an IPv4 or IPv6 network; write 10.0.0.0/8,::1 or the like."
            ),
        ),
        *[
            (
                {"CSRF_TRUSTED_ORIGINS": origin},
                (
                    f"CSRF_TRUSTED_ORIGINS={origin!r} cannot be used: "
                    "write origins such as https://news.example.edu.cn."
                ),
            )
            for origin in ("news.example.edu.cn", "https://", "https://a.example/path")
        ],
        *[
            (
                {"ALLOWED_HOSTS": host},
                (
                    f"ALLOWED_HOSTS={host!r} cannot be used: "
                    "write bare host names such as news.example.edu.cn."
                ),
            )
            for host in ("https://news.example", "news.example:8000", "a b")
        ],
        *[
            (
                {"SITE_URL": url},
                (
                    f"SITE_URL={url!r} cannot be used: "
                    "write an address such as https://news.example.edu.cn."
                ),
            )
            for url in ("http://host:abc", "http://host:99999", "http://[::1")
        ],
        (
            {"DATABASE_URL": "postgres://u:p@h:abc/n"},
            (
                "DATABASE_URL='postgres://u:p@h:abc/n' cannot be used: "
                "write an address such as postgres://user:password@localhost/newsroom."
            ),
        ),
        (
            {"REDIS_URL": "redis://h:abc/0"},
            (
                "REDIS_URL='redis://h:abc/0' cannot be used: "
                "write an address such as redis://localhost/0."
            ),
        ),
        (
            {"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere/key"},
            (
                "SECRET_KEY_FILE='/nowhere/key' cannot be used: "
                "No such file or directory; name a file to read."
            ),
        ),
        (
            {"SITE_NAME_ZH_HANS": " "},
            "SITE_NAME_ZH_HANS='' cannot be used: every language needs a name of the site.",
        ),
        (
            {"DATA_DIR": "/dev/null/site"},
            "DATA_DIR='/dev/null/site' cannot be used: Not a directory; name a folder to write in.",
        ),
    ],
)
def test_nonsense_is_refused_in_a_sentence(settings_with, variables, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**variables)

    assert str(refusal.value) == sentence


def test_a_refusal_at_start_is_one_sentence_and_a_failure():
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "SECRET_KEY": KEY, "TIME_ZONE": "Peking"},
        capture_output=True,
        text=True,
        check=False,
    )

    sentence = "TIME_ZONE='Peking' cannot be used: write a name such as Asia/Shanghai.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_the_defaults_run_without_any_other_service(settings_with, tmp_path):
    settings = settings_with()

    database = settings["DATABASES"]["default"]
    assert (settings["DEBUG"], settings["SITE_URL"]) == (False, "http://127.0.0.1:8000")
    assert (database["ENGINE"], database["NAME"], database["CONN_MAX_AGE"]) == (
        "newsroom.sqlite",
        str(tmp_path / "newsroom.sqlite3"),
        None,
    )
    assert database["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    assert settings["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")


def test_postgresql_and_redis_are_one_variable_each(settings_with):
    settings = settings_with(
        DATABASE_URL="postgres://u:p@db.example/newsroom", REDIS_URL="redis://cache.example:6379/1"
    )

    database = settings["DATABASES"]["default"]
    assert (database["ENGINE"], database["NAME"], database["HOST"]) == (
        "django.db.backends.postgresql",
        "newsroom",
        "db.example",
    )
    assert database["OPTIONS"] == {"connect_timeout": 5, "options": "-c jit=off"}
    assert settings["CACHES"]["default"] == {
        "BACKEND": "newsroom.cache.RedisCache",
        "LOCATION": "redis://cache.example:6379/1",
    }


def test_a_kept_key_is_read_from_the_data_folder(settings_with, tmp_path):
    (tmp_path / "secret_key").write_text(f"{'s' * 60}\n")

    assert settings_with(SECRET_KEY="")["SECRET_KEY"] == "s" * 60


def test_a_secret_may_come_as_a_file(settings_with, tmp_path):
    (tmp_path / "key").write_text("f" * 50)

    settings = settings_with(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "key"))

    assert settings["SECRET_KEY"] == "f" * 50


def test_https_binds_cookies_to_the_host_and_http_can_still_log_in(settings_with):
    names = (
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    )

    secure = settings_with(SITE_URL="https://news.example.edu.cn")
    plain = settings_with(SITE_URL="http://127.0.0.1:8000")

    assert [secure[name] for name in names] == ["__Host-sessionid", "__Host-csrftoken", True, True]
    assert [plain[name] for name in names] == ["sessionid", "csrftoken", False, False]
    assert (secure["SECURE_HSTS_SECONDS"], plain["SECURE_HSTS_SECONDS"]) == (31536000, 0)


def test_forwarded_headers_are_believed_only_with_a_trusted_proxy(settings_with):
    behind = settings_with(TRUSTED_PROXIES="127.0.0.1")
    alone = settings_with()

    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert alone["SECURE_PROXY_SSL_HEADER"] is None
