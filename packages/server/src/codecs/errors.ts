/** A stored value that Celery could not decode either. It never contains the stored value itself. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** The encoding that the reader expected, such as `json` or `base64`. */
  readonly encoding: string;

  constructor(encoding: string, reason: string) {
    super(reason);
    this.encoding = encoding;
  }
}

/**
 * A value has to be shown whose class is not known here, while Python would import it. The state of its task is known
 * all the same.
 */
export class UnknownClassError extends DecodeError {
  /** @param name Python's `str(cls)` */
  constructor(name: string) {
    super('pickle', `an object of ${name}, which is neither plain data nor a known exception class`);
  }
}

/** A value that was decoded but has no JSON form in Django: bytes, a set, a time with an offset. */
export class NotSerializableError extends Error {
  override readonly name = 'NotSerializableError';
}
