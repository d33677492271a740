/** Largest delay of a timer. A timer with a larger one fires at once. */
const MAX_MS = 2 ** 31 - 1;

/** Checks an option in milliseconds. @throws RangeError that names the option */
export function checkMilliseconds(option: string, value: number, min = 1): void {
  if (!(typeof value === 'number' && value >= min && value <= MAX_MS))
    throw new RangeError(`${option} must be ${min} to ${MAX_MS} milliseconds, and is ${value}`);
}
