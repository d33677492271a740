"""The smallest settings of Django and Celery. DATABASE_URL and CELERY_BROKER_URL select database and broker."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent

# A real project reads its key from the environment only.
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-this-example")
# The key of the tokens of /token/. celery-results-server verifies them with the same key.
TOKEN_KEY = os.environ.get("TOKEN_KEY", "only for this example, 32 bytes or more")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = ["django.contrib.sessions", "django_celery_results", "reports"]
# The session lists the tasks that a visitor has started. A signed cookie stores it, so it needs no table.
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
    """Parses a database URL. celery-results-server takes the same URL as --store."""
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            # the worker and the views use the same file: wait up to 20 s for a lock
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

# region celery
CELERY_RESULT_BACKEND = "django-db"
CELERY_TASK_TRACK_STARTED = True  # stores STARTED; else a task is PENDING until it ends
CELERY_RESULT_EXTENDED = True  # stores names, arguments and tracebacks
# endregion

# The JavaScript files of a page.
CLIENT = BASE_DIR / "node_modules/@celery-results/client"
HTMX = BASE_DIR / "node_modules/htmx.org/dist"

# A folder as the broker: enough for one machine, and no service to start.
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
