"""The views that start what a page shows."""

# region start
from celery import group
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from .tasks import build, thumbnail


@require_POST
def start_report(request):
    return JsonResponse({"task_id": build.delay().id})


@require_POST
def start_thumbnails(request):
    result = group(thumbnail.s(number) for number in range(8)).apply_async()
    result.save()  # stores the group: without it, a page shows an empty one for ever
    return JsonResponse({"group_id": result.id})
# endregion
