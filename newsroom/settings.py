"""Every setting of the site, read from the environment; nonsense is refused here, in a sentence."""

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

ROOT = Path(__file__).resolve().parent.parent
env = FileAwareEnv()  # any name may come as NAME_FILE, the path of a file that holds the value


def refuse(name: str, value: object, remedy: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} cannot be used: {remedy}")


def read_flag(name: str, *, default: bool) -> bool:
    value = env.str(name, default="on" if default else "off").strip().lower()
    if value not in {"on", "off", "true", "false", "1", "0", "yes", "no"}:
        raise refuse(name, value, "write on or off.")
    return value in {"on", "true", "1", "yes"}


def read_list(name: str) -> list[str]:
    return [part.strip() for part in env.str(name, default="").split(",") if part.strip()]


def read_url(name: str, *, default: str, schemes: set[str], example: str) -> str:
    value: str = env.str(name, default=default).strip()
    try:
        parts = urlsplit(value)
        names_something = bool(parts.netloc or parts.path.strip("/"))
        # Reading the port is what checks it.
        has_sound_port = parts.port is None or parts.port > 0
        is_sound = parts.scheme in schemes and names_something and has_sound_port
    except ValueError:
        is_sound = False
    if not is_sound:
        raise refuse(name, value, f"write an address such as {example}.")
    return value


def read_hosts() -> list[str]:
    hosts = read_list("ALLOWED_HOSTS")
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]", host):
            raise refuse(
                "ALLOWED_HOSTS", host, "write bare host names such as news.example.edu.cn."
            )
    return hosts


def read_origins() -> list[str]:
    origins = read_list("CSRF_TRUSTED_ORIGINS")
    for origin in origins:
        if not re.fullmatch(r"https?://[^/\s]+", origin):
            raise refuse(
                "CSRF_TRUSTED_ORIGINS", origin, "write origins such as https://news.example.edu.cn."
            )
    return origins


def read_site_url() -> str:
    example = "https://news.example.edu.cn"
    value = read_url(
        "SITE_URL",
        default=f"http://127.0.0.1:{read_port()}",
        schemes={"http", "https"},
        example=example,
    ).rstrip("/")
    parts = urlsplit(value)
    if not parts.hostname or parts.path or parts.query or parts.username:
        raise refuse("SITE_URL", value, f"write scheme and host only, such as {example}.")
    return value


def read_port() -> int:
    value = env.str("PORT", default="8000")
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise refuse("PORT", value, "write a number from 1 to 65535.")
    return int(value)


def read_time_zone() -> str:
    value: str = env.str("TIME_ZONE", default="Asia/Shanghai")
    if value not in available_timezones():
        raise refuse("TIME_ZONE", value, "write a name such as Asia/Shanghai.")
    return value


def read_networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(part, strict=False) for part in read_list(name)]
    except ValueError as error:
        raise refuse(name, env.str(name), f"{error}; write 10.0.0.0/8,::1 or the like.") from None


def read_secret_key(kept_at: Path) -> str:
    """The key of the environment, or the one `make run` made and kept."""
    try:
        value = env.str("SECRET_KEY", default="").strip()
    except OSError as error:
        path = env.str("SECRET_KEY_FILE")
        raise refuse("SECRET_KEY_FILE", path, f"{error.strerror}; name a file to read.") from None
    if not value and kept_at.exists():
        value = kept_at.read_text().strip()
    if not value:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: set it, or SECRET_KEY_FILE, to at least 50 random characters "
            "(`make run` makes a key of its own and keeps it in the data folder)."
        )
    if len(value) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY is too short: set it to at least 50 random characters."
        )
    return value


def read_database(data_dir: Path) -> dict[str, object]:
    example = "postgres://user:password@localhost/newsroom"
    url = read_url(
        "DATABASE_URL",
        default=f"sqlite:///{data_dir / 'newsroom.sqlite3'}",
        schemes={"sqlite", "postgres", "postgresql"},
        example=example,
    )
    config: dict[str, object] = env.db_url_config(url)
    if not config["NAME"]:
        raise refuse("DATABASE_URL", url, f"name the database, such as {example}.")
    # Connections are kept: on SQLite each close would checkpoint the log, on PostgreSQL each
    # opening costs more than the page.
    config["CONN_MAX_AGE"] = None
    if url.startswith("sqlite"):
        config["ENGINE"] = "newsroom.sqlite"
        # FULL: an acknowledged story survives a power cut. IMMEDIATE: two writers queue instead
        # of failing with "database is locked".
        config["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        # A database that does not answer must not hold up what goes on without it.
        config["OPTIONS"] = {
            "connect_timeout": 5,  # seconds
            # To compile a query takes half a second; none of ours is to take as long.
            "options": "-c jit=off",
        }
    return config


DEBUG = read_flag("DEBUG", default=False)
PORT = read_port()
SITE_URL = read_site_url()
SITE_HOST = str(urlsplit(SITE_URL).hostname)
IS_HTTPS = SITE_URL.startswith("https://")
SITE_NAMES = {
    "en": env.str("SITE_NAME_EN", default="University News").strip(),
    "zh-hans": env.str("SITE_NAME_ZH_HANS", default="大学新闻网").strip(),
}
for language, name in SITE_NAMES.items():
    if not name:
        variable = f"SITE_NAME_{language.replace('-', '_').upper()}"
        raise refuse(variable, name, "every language needs a name of the site.")

DATA_DIR = Path(env.str("DATA_DIR", default=str(ROOT / "var"))).expanduser()
if not DATA_DIR.is_absolute():
    DATA_DIR = ROOT / DATA_DIR
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise refuse(
        "DATA_DIR", str(DATA_DIR), f"{error.strerror}; name a folder to write in."
    ) from None

SECRET_KEY = read_secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS = read_hosts() or [
    SITE_HOST,
    "127.0.0.1",
    "localhost",
]
CSRF_TRUSTED_ORIGINS = read_origins() or [SITE_URL]
TRUSTED_PROXIES = read_networks("TRUSTED_PROXIES")
# Off where something else runs `roll_up_browses` every few seconds.
ROLL_UP_BROWSES = read_flag("ROLL_UP_BROWSES", default=True)

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "articles.apps.NewsAdminConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "csp",
    "articles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.public.embedding.for_our_pages_only",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "articles.admin.limits.refuse_oversized_posts",
]
# What is left of it for pages that are made for nobody in particular (`edge.handler`).
PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.public.embedding.for_our_pages_only",
    "articles.public.policy.with_policy_of_the_site",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    # The public pages: Jinja compiles them to Python, so a page takes less time.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates" / "public"],
        "OPTIONS": {"environment": "articles.public.templating.environment"},
    },
    # The desk: Django's admin knows no other.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": read_database(DATA_DIR)}
REDIS_URL = (
    read_url(
        "REDIS_URL", default="", schemes={"redis", "rediss", "unix"}, example="redis://localhost/0"
    )
    if env.str("REDIS_URL", default="")
    else ""
)
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "newsroom.cache.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # Pictures that are dear to draw and never change: on this machine, for all its processes.
    "drawings": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "drawings"),
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2_000},  # some 20 MB
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "newsroom.formats"
TIME_ZONE = read_time_zone()
USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False  # an English page never shows Chinese text

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.static.StaticFiles"},
}
WHITENOISE_MAX_AGE = 60 * 60 * 24
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # two bodies of 500 KB, percent-encoded Chinese

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "articles.admin.story.rescue.form_not_sent"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = IS_HTTPS, True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # supervisors ask without a front server
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
# Preloading binds a whole domain for years: the domain owner decides that, not a news site on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Safe although any client could send it: `edge` drops it unless the peer is trusted.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Anybody can send a foreign Host; the refusal is enough.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django": {"handlers": [], "propagate": True},
    },
}
