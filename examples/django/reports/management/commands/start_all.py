import json

from django.core.management.base import BaseCommand

from reports.tasks import start_all


class Command(BaseCommand):
    help = "Sends one task of each kind, and prints the ids as JSON."

    def add_arguments(self, parser):
        parser.add_argument("wait_path", help="the task `waiting` ends when this file exists")

    def handle(self, *args, wait_path, **options):
        self.stdout.write(json.dumps(start_all(wait_path)))
