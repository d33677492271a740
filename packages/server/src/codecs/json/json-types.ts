/** Microseconds of each argument of Python's `timedelta`. */
export const MICROSECONDS = {
  weeks: 604_800_000_000,
  days: 86_400_000_000,
  hours: 3_600_000_000,
  minutes: 60_000_000,
  seconds: 1_000_000,
  milliseconds: 1_000,
  microseconds: 1,
} as const;

/** kombu's own types, by their markers. */
export const KOMBU_TYPES = ['datetime', 'date', 'time', 'decimal', 'uuid', 'bytes', 'base64'] as const;
export type KombuType = (typeof KOMBU_TYPES)[number];

/** What the decoder of a registered type makes of the stored value, as data: the server runs no code of a project. */
export type JsonType =
  /** The value as it is. */
  | { readonly is: 'value' }
  /** `tuple(value)` */
  | { readonly is: 'tuple' }
  /** What kombu itself makes of the value under this marker. */
  | { readonly is: KombuType }
  /** `timedelta(UNIT=value)` */
  | { readonly is: 'timedelta'; readonly unit: keyof typeof MICROSECONDS }
  /** An object that has no JSON. Its status is a 502, as Django's is a 500, and done is answered. */
  | { readonly is: 'object' };

/** The types that a project registers with `kombu.utils.json.register_type`, by their markers. */
export type JsonTypes = Readonly<Record<string, JsonType>>;
