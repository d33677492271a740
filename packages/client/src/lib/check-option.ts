/** Largest delay of a timer. A timer with a larger one fires at once. */
const MAX_MS = 2 ** 31 - 1;

/** Checks an option that may be undefined. @throws RangeError that names the option, what is allowed, and the value */
export function checkOption(option: string, value: unknown, isAllowed: boolean, allowed: string): void {
  if (value !== undefined && !isAllowed)
    throw new RangeError(`${option} must be ${allowed}, and is ${typeof value === 'string' ? `"${value}"` : value}`);
}

/** Checks an option in milliseconds that may be undefined. @throws RangeError, as {@link checkOption} */
export function checkMilliseconds(option: string, value: unknown, min = 1): void {
  const isAllowed = typeof value === 'number' && value >= min && value <= MAX_MS;
  checkOption(option, value, isAllowed, `${min} to ${MAX_MS} milliseconds`);
}

/** Checks an option that is a function or undefined. @throws RangeError, as {@link checkOption} */
export function checkFunction(option: string, value: unknown): void {
  checkOption(option, value, typeof value === 'function', 'a function');
}
