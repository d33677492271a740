"""django-celery-results as a careful operator would run it. BENCH_DATABASE_URL says where the tables are."""

import os
from urllib.parse import unquote, urlsplit

SECRET_KEY = "only for measurements on loopback"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django_celery_results"]
# What startproject puts in, less sessions, authentication and messages, which the views do not need.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ENGINES = {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite3"}


def database(url):
    """The same URL that celery-results-server takes as --store."""
    parts = urlsplit(url)
    # Connections are kept: without this Django makes one for every request.
    common = {"ENGINE": f"django.db.backends.{ENGINES[parts.scheme]}", "CONN_MAX_AGE": None}
    if parts.scheme == "sqlite":
        return {**common, "NAME": url.removeprefix("sqlite:///")}
    if parts.scheme == "mysql":
        import pymysql

        # Django asks for mysqlclient 2.2.1; PyMySQL is there as a wheel
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


DATABASES = {"default": database(os.environ["BENCH_DATABASE_URL"])}

CELERY_RESULT_BACKEND = "django-db"
# Flower wants a broker; nothing is sent to it.
CELERY_BROKER_URL = "memory://"
