import { Pace } from './pace.ts';

/** Reads rows by id, as many as are asked for. */
export type ReadMany<Row> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

/** Queries under way at once. What is asked meanwhile goes out with the next one: it is the round trips that cost. */
const UNDER_WAY = 3;
/** Ids that go out without waiting for more, so that the database has work while the next requests are read. */
const ENOUGH_IDS = 24;
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
 * waits for nobody; enough of them go out at once; where they are many, one query leaves every few milliseconds ({@link Pace}); and when
 * as many are under way as do any good, everything that comes meanwhile is the next one. Who asks gets every row of the query, and looks
 * up its own.
 */
export function gather<Row>(read: ReadMany<Row>): ReadMany<Row> {
  let waiting: Question<Row>[] = [];
  let waitingIds = 0;
  let underWay = 0;
  let isDue = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pace = new Pace();

  function schedule(): void {
    if (waiting.length === 0 || underWay >= UNDER_WAY) return;
    if (waitingIds >= ENOUGH_IDS || pace.areAll(waiting.length)) void send();
    else if (!isDue) later();
  }

  function later(): void {
    isDue = true;
    const milliseconds = Math.round(pace.wait);
    if (milliseconds === 0) setImmediate(due);
    else timer = setTimeout(due, milliseconds);
  }

  function due(): void {
    isDue = false;
    timer = undefined;
    // those that it was due for may have left with others
    if (waiting.length > 0 && underWay < UNDER_WAY) void send();
  }

  async function send(): Promise<void> {
    if (timer) {
      clearTimeout(timer);
      timer = undefined;
      isDue = false;
    }
    const asked = take();
    underWay += 1;
    pace.sent(asked.length);
    schedule();
    try {
      const rows = await read(idsOf(asked));
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
      if (ids + question.ids.length > MOST_IDS) return true;
      ids += question.ids.length;
      return false;
    });
    const taken = end < 0 ? waiting : waiting.slice(0, end);
    waiting = end < 0 ? [] : waiting.slice(end);
    waitingIds -= ids;
    return taken;
  }

  return (ids) => {
    if (ids.length > FEW_IDS) return read(ids);
    return new Promise((resolve, reject) => {
      waiting.push({ ids, resolve, reject });
      waitingIds += ids.length;
      schedule();
    });
  };
}

/** Each once, where the questions are small: those of large ones are rarely the same, and to find out costs more than to read one twice. */
function idsOf(asked: readonly { readonly ids: readonly string[] }[]): readonly string[] {
  const [first] = asked;
  if (asked.length === 1 && first) return first.ids;
  const ids: string[] = [];
  for (const question of asked) for (const id of question.ids) ids.push(id);
  return ids.length <= (FEW_IDS * asked.length) / 2 ? [...new Set(ids)] : ids;
}
