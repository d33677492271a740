import { DecodeError } from '../errors.ts';

/** Refuses a call whose arguments Python's pickler never writes. @throws DecodeError always */
export function refuseCall(): never {
  throw new DecodeError('pickle', 'a call with arguments that Python never writes');
}
