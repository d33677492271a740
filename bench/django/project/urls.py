from django.urls import include, path

from project.events import events

urlpatterns = [path("celery/v1/events/", events), path("celery/", include("django_celery_results.urls"))]
