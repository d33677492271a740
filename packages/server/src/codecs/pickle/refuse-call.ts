import { DecodeError } from '../errors.ts';

/** Refuses a call whose arguments Python's pickler never writes. @throws DecodeError always */
export function refuseCall(): never {
  throw new DecodeError('pickle', 'it calls something with other arguments than Python writes');
}
