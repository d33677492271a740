from django.urls import include, path

from reports import views

urlpatterns = [
    path("", views.page),
    path("start/<slug:name>/", views.start, name="start"),
    path("token/", views.token),
    path("access/", views.access),
    path("celery/", include("django_celery_results.urls")),
]
