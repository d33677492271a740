import { isTuple, type PyList, type PyTuple, type PyValue } from '../value.ts';
import type { PickleObjects } from './machine.ts';
import { createName, type Name } from './name.ts';
import { OPAQUE } from './opaque.ts';
import { runPickle } from './read.ts';

/**
 * Reads the pickle of a `GroupResult` as the result tuple that other serializers store: `[[id, null], [child, …]]`.
 * Celery before 5.7 stores groups in this form in its SQL tables, and Celery 5.7 does with the serializer pickle.
 *
 * Such a pickle also contains the backend of each member, with its URL and options. Only the classes of results create
 * values here. Any other name, call or object becomes a value without content, and nothing is imported or run.
 *
 * @throws {@link DecodeError} for bytes that are not a pickle
 */
export function readGroupPickle(bytes: Uint8Array): PyValue {
  return runPickle(bytes, OBJECTS);
}

const OBJECTS: PickleObjects = {
  find: (module, path) => createName({ module, qualname: path }, CALLS.get(`${module}:${path}`) ?? (() => OPAQUE)),
  create: () => OPAQUE,
  build: () => {},
};

/** Creates a result tuple. Parents never change an answer, so they are omitted. */
const node = (id: PyValue, children: PyValue): PyTuple => ({
  py: 'tuple',
  items: [{ py: 'tuple', items: [id, null] }, children],
});

const task = ([id = null]: PyList): PyValue => node(id, null);
const group = ([id = null, children = OPAQUE]: PyList): PyValue => node(id, children);

/** `_unpickle_appattr('GroupResult', (id, children))` calls this attribute of the app. */
function attribute([name = null, args = null]: PyList): PyValue {
  const items = isTuple(args) ? args.items : [];
  if (name === 'GroupResult') return group(items);
  return name === 'AsyncResult' ? task(items) : OPAQUE;
}

const CALLS: ReadonlyMap<string, Name['call']> = new Map<string, Name['call']>([
  ['celery.app.base:_unpickle_appattr', attribute],
  ['celery.result:GroupResult', group],
  ['celery.result:AsyncResult', task],
]);
