/** A stored value cannot be decoded, as in Celery. The message never contains the stored value. */
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
 * The class of a value is unknown to the server, while Python would import it. The state of the task is still known.
 */
export class UnknownClassError extends DecodeError {
  /** @param name Python's `str(cls)` */
  constructor(name: string) {
    super('pickle', `an object of ${name}, which is neither plain data nor a known exception class`);
  }
}

/** A decoded value has no JSON form in Django: bytes, a set, a time with an offset. */
export class NotSerializableError extends Error {
  override readonly name = 'NotSerializableError';
}
