const TASK = '\\[\\["[\\da-f-]{36}", null\\], null\\]';
const GROUP = new RegExp(`^\\[\\["[\\da-f-]{36}", null\\], \\[${TASK}(?:, ${TASK})*\\]\\]$`);

/** Characters before the first id, of an id, and from one id to the next. */
const HEAD = '[["'.length + 36 + '", null], [[["'.length;
const ID = 36;
const STEP = ID + '", null], null], [["'.length;
const TAIL = '", null], null]]]'.length;
/** Characters up to which a text is worth a look. */
const MOST = 64 * 1024;

/**
 * Ids of the tasks of a stored group as Celery makes it: a flat one without a parent, all of whose ids are UUIDs. Undefined for any other, which has
 * to be read.
 */
export function idsOfUuidGroup(text: string): readonly string[] | undefined {
  if (text.length > MOST || (text.length - HEAD - ID - TAIL) % STEP !== 0 || !GROUP.test(text)) return undefined;
  const ids: string[] = [];
  for (let at = HEAD; at < text.length - TAIL; at += STEP) ids.push(text.slice(at, at + ID));
  return ids;
}
