"""The site's own settings, with a data folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

data_dir = tempfile.mkdtemp(prefix="newsroom-tests-")
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)

os.environ.update(
    DATA_DIR=data_dir,
    SECRET_KEY="for tests only: fifty characters that guard nothing at all",
    SITE_URL="https://news.example.edu.cn",
    ALLOWED_HOSTS="news.example.edu.cn,testserver",
    TRUSTED_PROXIES="127.0.0.1/32,10.0.0.0/8",
    SITE_NAME_EN="Lakeside News",
    SITE_NAME_ZH_HANS="湖滨新闻",
    TIME_ZONE="Asia/Shanghai",
    DEBUG="off",
    ROLL_UP_BROWSES="off",  # a test rolls up when it wants to
)

from newsroom.settings import *  # noqa: E402, F403 - the environment must be set first

SECURE_SSL_REDIRECT = False  # the test client speaks http
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, for tests only
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405 - no collectstatic
WHITENOISE_AUTOREFRESH = True  # the collected files are not there
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite"):  # noqa: F405 - from the star
    # A real file: several threads and processes meet in it, as on a site.
    DATABASES["default"]["TEST"] = {"NAME": f"{data_dir}/test.sqlite3"}  # noqa: F405 - from the star
if REDIS_URL:  # noqa: F405 - from the star
    # The processes that share the tests must not find each other's parts of pages.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{worker}"  # noqa: F405 - from the star
