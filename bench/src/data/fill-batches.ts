/** Rows that one statement generates in the database. */
export const GENERATED_ROWS = 50_000;
/** Rows that one statement contains as text. */
const TEXT_ROWS = 20;

/** Writes rows that are sent as text, some with each statement. */
export async function forEachBatch(count: number, write: (numbers: readonly number[]) => Promise<void>): Promise<void> {
  for (let first = 0; first < count; first += TEXT_ROWS)
    await write(Array.from({ length: Math.min(TEXT_ROWS, count - first) }, (_, at) => first + at));
}
