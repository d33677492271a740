"""Production settings for django-celery-results. BENCH_DATABASE_URL is the database, or Celery's result backend."""

import os
from urllib.parse import unquote, urlsplit

SECRET_KEY = "only for measurements on loopback"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django_celery_results"]
# The middleware of startproject, without sessions, authentication and messages, which the views do not need.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ENGINES = {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite3"}


def database(url):
    """Django's settings for the URL that celery-results-server takes as --store."""
    parts = urlsplit(url)
    # Without persistent connections, Django would connect for every request.
    common = {"ENGINE": f"django.db.backends.{ENGINES[parts.scheme]}", "CONN_MAX_AGE": None}
    if parts.scheme == "sqlite":
        return {**common, "NAME": url.removeprefix("sqlite:///")}
    if parts.scheme == "mysql":
        import pymysql

        # Django requires mysqlclient 2.2.1 or newer; PyMySQL replaces it and needs no compiler
        pymysql.version_info = (2, 2, 7, "final", 0)
        pymysql.install_as_MySQLdb()
    return {
        **common,
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
    }


URL = os.environ["BENCH_DATABASE_URL"]
IS_BACKEND = URL.startswith(("redis:", "db+"))
# The views read nothing from Django's database when Celery's own backend has the results.
DATABASES = {"default": database("sqlite:///:memory:" if IS_BACKEND else URL)}

CELERY_RESULT_BACKEND = URL if IS_BACKEND else "django-db"
# Flower requires a broker. Nothing is sent to it.
CELERY_BROKER_URL = "memory://"
