/** Checks an option in milliseconds, and rejects a `Date`, for example. @throws RangeError that names the option */
export function checkMilliseconds(option: string, value: unknown, min: number): void {
  if (value !== undefined && !(Number.isFinite(value) && (value as number) >= min))
    throw new RangeError(`${option} must be a number of milliseconds, ${min} or more, and is ${value}`);
}
