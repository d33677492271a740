import { chunksOfResult, type TaskRecord } from './record.ts';

/** Returns the number of characters of all texts of a record. */
export function textLength(record: TaskRecord): number {
  switch (record.kind) {
    case 'value':
      return chunksOfResult(record.result).reduce((sum, { length }) => sum + length, 0);
    case 'exception':
      return record.repr.length + record.str.length + record.exc.length + record.traceback.length;
    case 'undecodable':
      return record.byHand === null ? 0 : record.byHand.data.length + record.byHand.traceback.length;
    default:
      return 0;
  }
}
