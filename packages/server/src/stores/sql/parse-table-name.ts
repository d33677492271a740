/** The name of a table, and its schema if the text has one. */
export interface TableName {
  readonly name: string;
  readonly schema: string | undefined;
}

/** Splits `schema.table`. */
export function parseTableName(table: string): TableName {
  const [name = '', schema] = table.split('.').reverse();
  return { name, schema };
}
