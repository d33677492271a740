/** A table's own name, and its schema where one is given. */
export interface TableName {
  readonly name: string;
  readonly schema: string | undefined;
}

/** Splits `schema.table`. */
export function parseTableName(table: string): TableName {
  const [name = '', schema] = table.split('.').reverse();
  return { name, schema };
}
