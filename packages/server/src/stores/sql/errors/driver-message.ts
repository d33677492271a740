/** What drivers said, before Knex put the SQL text in front of it. */
const messages = new WeakMap<Error, string>();

/** Waits for a query, and keeps the message of its error. */
export async function keepingMessage<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof Error) messages.set(error, error.message);
    throw error;
  }
}

/** Gives an error its own message back. */
export function restoreMessage(error: unknown): void {
  const message = error instanceof Error ? messages.get(error) : undefined;
  if (error instanceof Error && message !== undefined) error.message = message;
}
