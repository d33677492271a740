from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from . import tasks

STARTABLE = {"build": tasks.build, "load_prices": tasks.load_prices}


@require_GET
def page(request):
    # the results may be served from elsewhere: ?results=/other/prefix/
    return render(request, "reports/tasks.html", {"results": request.GET.get("results", "/celery/")})


@require_POST
def start(request, name):
    if name not in STARTABLE:
        raise Http404
    return JsonResponse({"id": STARTABLE[name].delay().id})
