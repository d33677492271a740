import { DecodeError } from '../errors.ts';

/** @param line counted from 1 */
export function yamlError(reason: string, line: number): DecodeError {
  return new DecodeError('yaml', `${reason}, at line ${line}`);
}
