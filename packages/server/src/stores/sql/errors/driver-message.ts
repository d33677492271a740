/** Messages of drivers, before Knex puts the SQL text in front of them. */
const messages = new WeakMap<Error, string>();

/** Waits for a query, and remembers the original message of its error. */
export async function keepingMessage<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof Error) messages.set(error, error.message);
    throw error;
  }
}

/** Restores the original message of an error. */
export function restoreMessage(error: unknown): void {
  const message = error instanceof Error ? messages.get(error) : undefined;
  if (error instanceof Error && message !== undefined) error.message = message;
}
