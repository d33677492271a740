from django.urls import include, path

urlpatterns = [path("celery/", include("django_celery_results.urls"))]
