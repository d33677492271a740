const TASK = '\\[\\["[\\da-f-]{36}", null\\], null\\]';
const GROUP = new RegExp(`^\\[\\["[\\da-f-]{36}", null\\], \\[${TASK}(?:, ${TASK})*\\]\\]$`);

const ID_CHARS = 36;
/** Characters before the first task's id. */
const HEAD_CHARS = '[["'.length + ID_CHARS + '", null], [[["'.length;
/** Characters from one id to the next. */
const STEP_CHARS = ID_CHARS + '", null], null], [["'.length;
/** Characters after the last id. */
const TAIL_CHARS = '", null], null]]]'.length;
/** Longer texts are read by the plain path. */
const MAX_CHARS = 64 * 1024;

/**
 * Fast path of `readResultTuple(readJson(text))`: the ids of the tasks of a flat group, read at fixed offsets of its
 * text. Undefined for any other text, such as a text with a parent, a nested group, or an id that is not a UUID.
 *
 * For 100 tasks the plain path takes 3.5 times as long (bench/README.md). Together with rows as arrays, this path saves
 * 22 % of this process's CPU for a group (docs/decisions/0035).
 */
export function readUuidGroupIds(text: string): readonly string[] | undefined {
  if (text.length > MAX_CHARS || (text.length - HEAD_CHARS - ID_CHARS - TAIL_CHARS) % STEP_CHARS !== 0)
    return undefined;
  if (!GROUP.test(text)) return undefined;
  const ids: string[] = [];
  for (let at = HEAD_CHARS; at < text.length - TAIL_CHARS; at += STEP_CHARS) ids.push(text.slice(at, at + ID_CHARS));
  return ids;
}
