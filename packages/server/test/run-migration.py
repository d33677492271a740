"""Applies the migration on its standard input, or with the argument `unapply` undoes it."""
import sys

import oracle

oracle.configure()

from django.db import connection  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402

names = {}
exec(compile(sys.stdin.read(), 'migration', 'exec'), names)
migration = names['Migration']('indexes', 'app')
run = migration.unapply if 'unapply' in sys.argv else migration.apply
with connection.schema_editor(atomic=migration.atomic) as editor:
    run(ProjectState(), editor)
