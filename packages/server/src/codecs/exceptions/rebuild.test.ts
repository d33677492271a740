import { describe, expect, it } from 'vitest';
import type { PyException, PyValue } from '../value.ts';
import { rebuildException } from './rebuild.ts';

const exception = (name: string, args: readonly PyValue[], repr?: () => string): PyException => ({
  py: 'exception',
  type: { module: 'builtins', qualname: name },
  args,
  falsy: false,
  ...(repr === undefined ? {} : { repr }),
});
const broken = exception('RuntimeError', [], () => {
  throw new Error('no repr');
});
const reprOf = (value: PyValue): string | undefined => rebuildException(value, { classes: {}, unwraps: false })?.repr;

describe('an exception that contains an exception whose repr raises', () => {
  it('is answered with its str', () => {
    expect(reprOf(exception('ValueError', [broken]))).toBe('');
    expect(reprOf(exception('ExceptionGroup', ['g', [broken]]))).toBe('g (1 sub-exception)');
  });

  it('is answered with its class if the str raises too', () => {
    expect(reprOf(exception('ValueError', [broken, 1n]))).toBe("<Unrepresentable <class 'ValueError'>>");
  });
});

describe('the str of an exception', () => {
  const strOf = (value: PyException): string | undefined =>
    rebuildException(value, { classes: {}, unwraps: false })?.str;

  it('is its message, without the class', () => {
    expect(strOf(exception('ValueError', ['row 7: price is missing']))).toBe('row 7: price is missing');
    expect(strOf(exception('KeyError', ['price']))).toBe("'price'");
    expect(strOf(exception('ValueError', []))).toBe('');
  });

  it('is the repr if the str raises', () => {
    const mute: PyException = {
      ...exception('ValueError', [1n]),
      str: () => {
        throw new Error('no str');
      },
    };
    expect(strOf(mute)).toBe('ValueError(1)');
  });
});
