/** Statements of a migration, and statements that undo it. No statement has three quotes in a row. */
export interface MigrationStatements {
  readonly apply: readonly string[];
  readonly revert: readonly string[];
  /** The last migration of django-celery-results that the statements need. */
  readonly after: string;
  /** Whether the statements may run in a transaction. */
  readonly isAtomic: boolean;
}

/** Returns the source of a Django migration that runs statements. */
export function migrationText({ apply, revert, after, isAtomic }: MigrationStatements): string {
  const list = (statements: readonly string[]): string =>
    statements.map((statement) => `                ${pythonText(statement)},\n`).join('');
  return `from django.db import migrations


class Migration(migrations.Migration):
${isAtomic ? '' : '    atomic = False\n'}    dependencies = [("django_celery_results", "${after}")]
    operations = [
        migrations.RunSQL(
            sql=[
${list(apply)}            ],
            reverse_sql=[
${list(revert)}            ],
        )
    ]
`;
}

/** Writes a statement as a raw string of Python. A statement that ends with `"` is put in single quotes. */
function pythonText(statement: string): string {
  const quotes = statement.endsWith('"') ? "'''" : '"""';
  return `r${quotes}${statement}${quotes}`;
}
