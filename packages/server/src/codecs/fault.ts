/** Stored text or bytes that Celery could not read either. Never holds the stored text itself. */
export class DecodeFault extends Error {
  override readonly name = 'DecodeFault';
  /** What the reader took the text for, such as `json` or `base64`. */
  readonly encoding: string;

  constructor(encoding: string, reason: string) {
    super(reason);
    this.encoding = encoding;
  }
}

/** A value that was read well but has no JSON form in Django: bytes, a set, a time with an offset. */
export class NotSerializable extends Error {
  override readonly name = 'NotSerializable';
}
