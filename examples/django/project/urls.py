from django.urls import include, path

from reports import views

urlpatterns = [
    path("", views.page),
    path("start/<slug:name>/", views.start, name="start"),
    path("celery/", include("django_celery_results.urls")),
]
