import type {
  IndexFilter,
  IndexPage,
  IndexPlace,
  IndexQuery,
  IndexRow,
  IndexScope,
  IndexText,
  TaskIndex,
} from '../../task-index.ts';
import { beginnings, createCatalog } from './catalog.ts';
import { hidePlace } from './hide-place.ts';
import type { IndexDatabase } from './index-table.ts';
import { readByIds, readByPrefix } from './read-scope.ts';
import { comparePlaces, fits, inDirection, pageOf } from './sort-rows.ts';
import type { ValuesRow } from './statements.ts';
import { createTableNumbers } from './table-numbers.ts';
import { placeOf, type Walk, walk } from './walk.ts';

/** The texts that an index may begin with. The text that selects the fewest rows is first. */
const LEADING: readonly IndexText[] = ['periodic', 'worker', 'name', 'status'];

/** Lists the rows of a table of tasks by the indexes that it has. */
export function createTableIndex(database: IndexDatabase): TaskIndex {
  const { table } = database;
  const indexes = createCatalog(database);
  const toRow = (values: ValuesRow): IndexRow => ({ ...table.toRow(values), place: placeOf(values) });

  async function walkIndex(query: IndexQuery, filter: IndexFilter): Promise<IndexWalk> {
    const { direction, limit, scope } = query;
    const begins = beginnings(await indexes());
    const leading = LEADING.find((text) => {
      const column = table.texts.get(text);
      return filter[text] !== undefined && column !== undefined && begins(column, table.date);
    });
    const byDate = leading !== undefined || begins(table.date);
    // a place of an index without dates cannot be used in an index with dates
    const from = byDate && query.from?.date === null ? undefined : query.from;
    const toPlace = (place: IndexPlace): IndexPlace => (byDate ? place : { ...place, date: null });
    const start = from && toPlace(from);
    const mayEndAt = (place: IndexPlace): boolean =>
      scope === undefined || hidePlace(toPlace(place), { last: undefined, from: start, direction }) !== undefined;
    const walked = await walk(database, { byDate, direction, from, filter, leading }, { limit, mayEndAt });
    return { ...walked, start, toPlace };
  }

  async function rowsWithPrefix(prefix: string): Promise<readonly IndexRow[] | undefined> {
    const finds = (await indexes()).some((index) => index.findsPrefix && index.columns[0] === table.source.id);
    return finds ? (await readByPrefix(database, prefix))?.map(toRow) : undefined;
  }

  return {
    list: async (query) => {
      const { filter, scope } = query;
      const prefix = scope ? prefixWithin(scope, filter.prefix) : filter.prefix;
      const byId = scope ? (await readByIds(database, scope.ids)).map(toRow) : [];
      if (scope && prefix === undefined) return pageOf(byId, query);
      const withPrefix = prefix === undefined ? undefined : await rowsWithPrefix(prefix);
      if (withPrefix) return pageOf([...byId, ...withPrefix], query);
      const walked = await walkIndex(query, { ...filter, prefix });
      const rows = walked.rows.map(toRow);
      return scope ? mergedPage(query, walked, [rows, byId]) : toPage(query, walked, rows);
    },
    numbers: createTableNumbers(database, indexes),
  };

  function toPage(
    { direction }: IndexQuery,
    { end, searched, isComplete }: Walk,
    rows: readonly IndexRow[],
  ): IndexPage {
    return {
      rows: direction === 'older' ? rows : rows.toReversed(),
      end,
      searched,
      searchedTo: end?.date == null ? undefined : table.toMoment(end.date),
      isComplete,
    };
  }

  /**
   * Creates a page from the walked rows and from other rows, up to the end of the walk. The page shows nothing about
   * further rows.
   */
  function mergedPage(
    query: IndexQuery,
    walked: IndexWalk,
    [rows, others]: readonly [readonly IndexRow[], readonly IndexRow[]],
  ): IndexPage {
    const { filter, limit, direction } = query;
    const { start: from, toPlace } = walked;
    const end = walked.end && toPlace(walked.end);
    const placed = (all: readonly IndexRow[]): readonly IndexRow[] =>
      all.map((row) => ({ ...row, place: toPlace(row.place) }));
    const isWalked = ({ place }: IndexRow): boolean =>
      end === undefined || (direction === 'older' ? -1 : 1) * comparePlaces(end, place) >= 0;
    const fitting = placed(others).filter((row) => fits(row, filter) && isWalked(row));
    const unique = new Map([...placed(rows), ...fitting].map((row) => [row.id, row]));
    const all = inDirection([...unique.values()], { from, direction });
    const page = all.slice(0, limit);
    const last = page.at(-1)?.place;
    const isFull = all.length > limit || walked.rows.length === limit;
    const shownEnd = isFull || !end ? last : hidePlace(end, { last, from, direction });
    const hasMore = all.length > limit || end !== undefined;
    const own = { ...walked, end: hasMore ? shownEnd : undefined, searched: page.length };
    return toPage(query, own, page);
  }
}

/** A walk in an index. */
interface IndexWalk extends Walk {
  /** The place where the walk began. */
  readonly start: IndexPlace | undefined;
  /** The place of a row in the index that was walked. */
  toPlace(place: IndexPlace): IndexPlace;
}

/** The common prefix of the ids that are in a scope and match a prefix. Undefined if the scope has no such id. */
function prefixWithin({ prefix: granted }: IndexScope, wanted: string | undefined): string | undefined {
  if (granted === undefined || wanted === undefined || granted.startsWith(wanted)) return granted;
  return wanted.startsWith(granted) ? wanted : undefined;
}
