"""The least that Django and Celery need. DATABASE_URL and CELERY_BROKER_URL say where things are."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent

# An example: a real project takes its key from outside.
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-this-example")
# Shared with celery-results-server, which accepts the tokens of /token/ by it.
TOKEN_KEY = os.environ.get("TOKEN_KEY", "only for this example, 32 bytes or more")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = ["django.contrib.sessions", "django_celery_results", "reports"]
# A visitor may see the tasks that he started; which these are is kept in a signed cookie, and needs no table.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]


def database(url):
    """The same URL that celery-results-server takes as --store."""
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            # a worker and the views write and read the same file
            "OPTIONS": {"timeout": 20},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}"))}

CELERY_RESULT_BACKEND = "django-db"
# Without these two, tracebacks and names stay empty, and nothing is stored before a task ends.
CELERY_RESULT_EXTENDED = True
CELERY_TASK_TRACK_STARTED = True

# A folder is enough of a broker for one machine, and needs no service.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    BROKER_DIR = Path(os.environ.get("BROKER_DIR", BASE_DIR / "broker"))
    for name in ("queue", "control"):
        (BROKER_DIR / name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
