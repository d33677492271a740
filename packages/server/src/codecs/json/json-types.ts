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

/** The markers of kombu's own types. */
export const KOMBU_TYPES = ['datetime', 'date', 'time', 'decimal', 'uuid', 'bytes', 'base64'] as const;
export type KombuType = (typeof KOMBU_TYPES)[number];

/** The result of a registered type's decoder, described as data: the server runs no code of a project. */
export type JsonType =
  /** The unchanged value. */
  | { readonly is: 'value' }
  /** `tuple(value)` */
  | { readonly is: 'tuple' }
  /** The result of kombu's own decoder for this marker. */
  | { readonly is: KombuType }
  /** `timedelta(UNIT=value)` */
  | { readonly is: 'timedelta'; readonly unit: keyof typeof MICROSECONDS }
  /** An object without a JSON form. The status view answers 502, while Django answers 500. The done view answers. */
  | { readonly is: 'object' };

/** The types that a project registers with `kombu.utils.json.register_type`, by their markers. */
export type JsonTypes = Readonly<Record<string, JsonType>>;
