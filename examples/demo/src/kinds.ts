/** An error of the imitated shop. */
export interface ImitatedError {
  readonly type: string;
  readonly module: string;
  readonly message: (number: number) => string;
  /** The function that raised it. */
  readonly place: string;
}

/** A kind of task of the imitated shop. */
export interface TaskKind {
  readonly name: string;
  /** Tasks in an hour of the day. */
  readonly perHour: number;
  /** Seconds that most runs take. */
  readonly median: number;
  readonly failing: number;
  readonly error: ImitatedError;
  readonly args: (number: number) => string;
  readonly kwargs: string;
  readonly result: (number: number) => string;
  /** Name of the periodic task that starts it. */
  readonly periodic: string | null;
}

const TIMEOUT: ImitatedError = {
  type: 'ConnectionError',
  module: 'builtins',
  message: () => 'payments.example did not answer within 5 s',
  place: 'shop/payments.py", line 58, in charge',
};
const NO_ORDER: ImitatedError = {
  type: 'LookupError',
  module: 'builtins',
  message: (number) => `no such order: ${number}`,
  place: 'shop/exports.py", line 112, in load_orders',
};
const BAD_IMAGE: ImitatedError = {
  type: 'UnidentifiedImageError',
  module: 'PIL',
  message: (number) => `cannot identify image file 'uploads/${number}.heic'`,
  place: 'shop/images.py", line 31, in resize',
};
const BOUNCED: ImitatedError = {
  type: 'SMTPRecipientsRefused',
  module: 'smtplib',
  message: (number) => `customer-${number}@shop.example: mailbox unavailable`,
  place: 'shop/mail.py", line 24, in send_receipt',
};

const result = (fields: (number: number) => Readonly<Record<string, unknown>>) => (number: number) =>
  JSON.stringify(fields(number)).replaceAll('":', '": ').replaceAll(',"', ', "');

export const KINDS: readonly [TaskKind, ...TaskKind[]] = [
  {
    name: 'shop.orders.confirm',
    perHour: 210,
    median: 0.42,
    failing: 0.006,
    error: TIMEOUT,
    args: (number) => `(${number},)`,
    kwargs: "{'notify': True}",
    result: result((number) => ({ order: number, state: 'confirmed', total: '49.90' })),
    periodic: null,
  },
  {
    name: 'shop.mail.send_receipt',
    perHour: 190,
    median: 0.21,
    failing: 0.012,
    error: BOUNCED,
    args: (number) => `(${number}, 'receipt')`,
    kwargs: '{}',
    result: result((number) => ({ message_id: `<${number}@shop.example>`, accepted: 1 })),
    periodic: null,
  },
  {
    name: 'shop.images.resize',
    perHour: 140,
    median: 1.8,
    failing: 0.01,
    error: BAD_IMAGE,
    args: (number) => `('uploads/${number}.jpg',)`,
    kwargs: "{'widths': [320, 640, 1280]}",
    result: result((number) => ({ source: `uploads/${number}.jpg`, sizes: [320, 640, 1280], bytes: 81_000 + number })),
    periodic: null,
  },
  {
    name: 'shop.exports.build',
    perHour: 24,
    median: 24,
    failing: 0.07,
    error: NO_ORDER,
    args: () => '()',
    kwargs: "{'format': 'csv', 'month': '2026-10'}",
    result: result((number) => ({
      rows: 1_200 + (number % 97),
      file: `exports/${number}.csv`,
      summary: { orders: 418, refunds: 7, total: 20_811.35, currency: 'EUR' },
      columns: ['order', 'customer', 'total', 'paid_at'],
      took: 23.8,
    })),
    periodic: null,
  },
  {
    name: 'shop.search.reindex',
    perHour: 6,
    median: 6.5,
    failing: 0.03,
    error: {
      ...TIMEOUT,
      message: () => 'search.example:9200 refused the connection',
      place: 'shop/search.py", line 77, in push',
    },
    args: () => '()',
    kwargs: '{}',
    result: result((number) => ({ documents: 5_400 + (number % 50), deleted: 3 })),
    periodic: 'reindex-catalog',
  },
  {
    name: 'shop.reports.hourly',
    perHour: 1,
    median: 11,
    failing: 0.04,
    error: NO_ORDER,
    args: () => '()',
    kwargs: '{}',
    result: result((number) => ({ orders: 60 + (number % 20), revenue: 2_931.4 })),
    periodic: 'hourly-report',
  },
];
