/** How much of lists and numbers is measured. */
export interface Amounts {
  /** Rows of the table. */
  readonly rows: number;
  /** Measured requests of each list. */
  readonly requests: number;
  /** Seconds in which the numbers are asked for, once a second. */
  readonly statsSeconds: number;
}

export const MEASURED = { requests: 100, statsSeconds: 60 } as const;
export const SHORT = { requests: 2, statsSeconds: 2 } as const;
