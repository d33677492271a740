"""A new Django project with Celery and django-celery-results, and the gunicorn process that serves it."""
import os
import socket
import subprocess
import sys
import time
import urllib.parse

DRIVERS = {
    '': '',
    'psycopg2': "import sys\nsys.modules['psycopg'] = None\n",
    'pymysql': "import pymysql\npymysql.version_info = (2, 2, 4, 'final', 0)\npymysql.install_as_MySQLdb()\n",
}
CELERY = """import os

from celery import Celery

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
app = Celery('shop')
app.config_from_object('django.conf:settings', namespace='CELERY')
app.autodiscover_tasks()
"""


def database_settings(url, folder):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == '':
        return {'ENGINE': 'django.db.backends.sqlite3', 'NAME': str(folder / 'db.sqlite3')}
    if parts.scheme == 'sqlite':
        return {'ENGINE': 'django.db.backends.sqlite3', 'NAME': parts.path[1:], 'OPTIONS': {'timeout': 30}}
    engine = {'postgres': 'postgresql', 'mysql': 'mysql'}[parts.scheme]
    return {'ENGINE': 'django.db.backends.' + engine, 'NAME': parts.path[1:], 'USER': parts.username,
            'PASSWORD': parts.password or '', 'HOST': parts.hostname, 'PORT': parts.port or ''}


def make_project(folder, url, driver, serializer='json'):
    """Writes the files of the project `shop`. An empty url is a SQLite file in its folder."""
    subprocess.check_call([sys.executable, '-m', 'django', 'startproject', 'shop', str(folder)])
    package = folder / 'shop'
    text = (package / 'settings.py').read_text()
    for before, after in [('DEBUG = True', 'DEBUG = False'), ('ALLOWED_HOSTS = []', "ALLOWED_HOSTS = ['*']"),
                          ('INSTALLED_APPS = [', "INSTALLED_APPS = [\n    'django_celery_results',")]:
        text = text.replace(before, after)
    text += "\nDATABASES = {'default': %r}\nCELERY_RESULT_BACKEND = 'django-db'\n" % database_settings(url, folder)
    if serializer != 'json':
        text += 'CELERY_RESULT_SERIALIZER = %r\nCELERY_ACCEPT_CONTENT = [%r]\n' % (serializer, serializer)
    (package / 'settings.py').write_text(DRIVERS[driver] + text)
    (package / 'celery.py').write_text(CELERY)
    (package / '__init__.py').write_text('from .celery import app as celery_app\n')
    urls = (package / 'urls.py').read_text().replace('import path', 'import include, path')
    celery = "\n    path('celery/', include('django_celery_results.urls')),"
    urls = urls.replace('urlpatterns = [', 'urlpatterns = [' + celery)
    (package / 'urls.py').write_text(urls)


def start_gunicorn(folder, application, **options):
    """Returns the process and its port, once it takes connections."""
    port = free_port()
    command = [sys.executable, '-m', 'gunicorn', '-b', '127.0.0.1:%d' % port, '--timeout', '600', application]
    server = subprocess.Popen(command, cwd=folder, **options)
    try:
        wait_for(port)
    except BaseException:
        server.terminate()
        raise
    return server, port


def free_port():
    with socket.socket() as listening:
        listening.bind(('127.0.0.1', 0))
        return listening.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            return socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            time.sleep(0.2)
    raise SystemExit('gunicorn does not start')


def run_in(folder):
    """What a process of the project needs."""
    return {'cwd': folder, 'env': {**os.environ, 'DJANGO_SETTINGS_MODULE': 'shop.settings'}}
