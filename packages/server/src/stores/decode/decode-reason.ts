import { DecodeError, NotSerializableError } from '../../codecs/errors.ts';
import type { DecodeReason } from '../../problems/errors.ts';

/**
 * Converts an error of decoding to a reason.
 *
 * @param field the field that was being decoded
 * @throws the error itself if decoding did not cause it
 */
export function toDecodeReason(error: unknown, field: DecodeReason['field']): DecodeReason {
  if (error instanceof DecodeError) return { encoding: error.encoding, field, message: error.message };
  if (error instanceof NotSerializableError) return { encoding: 'json', field, message: error.message };
  throw error;
}
