/** Reads rows by id, as many as are asked for. */
export type ReadMany<Row> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

/** Queries under way at once. What is asked meanwhile goes out with the next one: it is the round trips that cost. */
const UNDER_WAY = 2;
/** Ids of one gathered query. */
const MOST_IDS = 500;
/** A question with more ids than this goes alone: nobody else should wait for it. */
const FEW_IDS = 100;

interface Question<Row> {
  readonly ids: readonly string[];
  resolve(rows: ReadonlyMap<string, Row>): void;
  reject(error: unknown): void;
}

/**
 * Brings the questions of one moment together into one query. The first ones go out with the next turn of the event loop, so that a lone request
 * waits for nobody; when two queries are under way, everything that comes meanwhile is the next one. Who asks gets every row of the
 * query, and looks up its own.
 */
export function gather<Row>(read: ReadMany<Row>): ReadMany<Row> {
  let waiting: Question<Row>[] = [];
  let underWay = 0;
  let isDue = false;

  function schedule(): void {
    if (isDue || waiting.length === 0 || underWay >= UNDER_WAY) return;
    isDue = true;
    setImmediate(send);
  }

  async function send(): Promise<void> {
    isDue = false;
    const asked = take();
    underWay += 1;
    schedule();
    try {
      const rows = await read([...new Set(asked.flatMap(({ ids }) => ids))]);
      for (const { resolve } of asked) resolve(rows);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    underWay -= 1;
    schedule();
  }

  /** The longest waiting ones, as many as fit into a query. */
  function take(): readonly Question<Row>[] {
    let ids = 0;
    const end = waiting.findIndex((question) => {
      ids += question.ids.length;
      return ids > MOST_IDS;
    });
    const taken = end < 0 ? waiting : waiting.slice(0, end);
    waiting = end < 0 ? [] : waiting.slice(end);
    return taken;
  }

  return (ids) => {
    if (ids.length > FEW_IDS) return read(ids);
    return new Promise((resolve, reject) => {
      waiting.push({ ids, resolve, reject });
      schedule();
    });
  };
}
