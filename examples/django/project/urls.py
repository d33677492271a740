from django.conf import settings
from django.urls import include, path
from django.views.static import serve

from reports import start, views

urlpatterns = [
    path("", views.page),
    path("elements/", views.elements),
    path("start-report/", start.start_report),
    path("start-thumbnails/", start.start_thumbnails),
    path("report/<str:id>/", views.report, name="report"),
    # a real project copies these files to its static files
    path("browser.js", serve, {"path": "dist/browser.js", "document_root": settings.CLIENT}),
    path("htmx.js", serve, {"path": "htmx.min.js", "document_root": settings.HTMX}),
    path("start/<slug:name>/", views.start, name="start"),
    path("token/", views.token),
    path("access/", views.access),
    # region urls
    path("celery/", include("django_celery_results.urls")),
    # endregion
]
