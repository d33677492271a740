import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeFault, NotSerializable } from '../fault.ts';
import { writeJson } from '../json/write.ts';
import { repr } from '../python/repr.ts';
import { readPickle } from './read.ts';

/** A pickle as Python's source shows bytes. */
const pickle = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const read = (text: string) => readPickle(pickle(text), { 'app.errors': { Lost: {} } });

describe('readPickle', () => {
  it.each([
    ['protocol 0', '(dp0\nVa\np1\n(lp2\nI1\naI01\naF1.5\naNas.', '{"a": [1, true, 1.5, null]}'],
    [
      'protocol 2',
      '\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02(K\x01\x88G?\xf8\x00\x00\x00\x00\x00\x00Nes.',
      '{"a": [1, true, 1.5, null]}',
    ],
    ['protocol 4', '\x80\x04\x95\x09\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01K\x02e.', '[1, 2]'],
    ['text of Python 2', "S'it\\'s'\np0\n.", '"it\'s"'],
    [
      'negative and large integers',
      '\x80\x02]q\x00(J\xff\xff\xff\xff\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01e.',
      '[-1, 18446744073709551616]',
    ],
    ['keys that Python takes for one', '\x80\x02}(K\x01X\x01\x00\x00\x00a\x88X\x01\x00\x00\x00bu.', '{"1": "b"}'],
    ['a timedelta', '\x80\x02cdatetime\ntimedelta\n(J\xff\xff\xff\xffJ\x7f\x51\x01\x00K\x00tR.', '"-P0DT00H00M01S"'],
    ['a decimal', 'cdecimal\nDecimal\n(V1.10\ntR.', '"1.10"'],
    ['a list that is shared', '\x80\x02]q\x00(]q\x01h\x01e.', '[[], []]'],
  ])('reads %s', (_title, text, json) => {
    expect(writeJson(read(text))).toBe(json);
  });

  it.each([
    ['a set', 'c__builtin__\nset\n((lI1\natR.', '{1}'],
    ['bytes of an older protocol', 'c_codecs\nencode\n(V\xff\nVlatin1\ntR.', "b'\\xff'"],
    ['an exception', "cbuiltins\nValueError\n(S'a'\nI1\ntR.", "ValueError('a', 1)"],
    ['an exception of the project', 'capp.errors\nLost\n(tR}b.', 'Lost()'],
    ['a list that holds itself', '(lp0\ng0\na.', '[[...]]'],
    ['two lone surrogates in a row, as one character', 'V\\ud83d\\ude00\n.', "'\u{1f600}'"],
  ])('shows %s as Python does', (_title, text, shown) => {
    expect(repr(read(text))).toBe(shown);
  });

  it.each([
    ['os.system', "cos\nsystem\n(S'true'\ntR."],
    ['posix.system by position', '\x80\x04\x8c\x05posix\x8c\x06system\x93.'],
    ['eval', "cbuiltins\neval\n(S'1'\ntR."],
    ['getattr', "cbuiltins\ngetattr\n(cbuiltins\nValueError\nS'__init__'\ntR."],
    ['__import__', "c__builtin__\n__import__\n(S'os'\ntR."],
    ['a path through a module', '\x80\x04\x8c\x08datetime\x8c\x07sys.exit\x93.'],
    ['a class that is not known', "cgone.errors\nLost\n(S'x'\ntR."],
    ['a call of a value', 'I1\n)R.'],
    ['a call without a tuple', 'cbuiltins\nValueError\nI1\nR.'],
    ['an object built from a state that is no dict', 'cbuiltins\nValueError\n)RI1\nb.'],
    ['an instance by INST', "(S'true'\nios\nsystem\n."],
    ['an instance by OBJ', "(cos\nsystem\nS'true'\no."],
    ['copyreg with another class', 'ccopyreg\n_reconstructor\n(cbuiltins\nlist\ncbuiltins\nobject\nNtR.'],
    ['a persistent id', 'Pid\n.'],
    ['an extension', '\x80\x02\x82\x01.'],
    ['an out-of-band buffer', '\x80\x05\x97.'],
    ['protocol 6', '\x80\x06N.'],
    ['an empty input', ''],
    ['an empty stack', '.'],
    ['a missing mark', 'e.'],
    ['a pop below a mark', 'N(a.'],
    ['a length that lies', '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7fabc.'],
    ['a negative length', '\x80\x02T\xff\xff\xff\xffabc.'],
    ['a frame that lies', '\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN.'],
    ['a memo that was never written', 'h\x05.'],
    ['a list as a key', '(d(lI1\ns.'],
    ['text that is no UTF-8', '\x80\x02X\x01\x00\x00\x00\xff.'],
    ['an integer of 5,000 digits', `I${'9'.repeat(5_000)}\n.`],
  ])('refuses %s', (_title, text) => {
    expect(() => read(text)).toThrow(DecodeFault);
  });

  it('refuses a few bytes that share their way to terabytes', () => {
    const doubled = '2\x86\x94';
    expect(() => read(`\x80\x04K\x01${doubled.repeat(60)}.`)).toThrow('too many characters');
  });

  it.each([
    ['lists', ']'.repeat(200_000) + 'a'.repeat(199_999)],
    ['tuples', `N${'\x85'.repeat(200_000)}`],
  ])('takes %s of any depth, and writes none of them', (_title, text) => {
    const value = read(`\x80\x04${text}.`);
    expect(() => writeJson(value)).toThrow(NotSerializable);
    expect(() => repr(value)).toThrow(DecodeFault);
  });

  it('never throws anything else, whatever the bytes', () => {
    const opcode = fc.constantFrom(
      ...'(.0123INKMJLFGSTUVXBC)tl]ae}dsupqrghjcRiob\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x93\x94\x95\x96',
    );
    const part = fc.oneof(
      opcode,
      fc.constantFrom('builtins\nValueError\n', 'datetime\ndate\n', '\x01', 'a\n', '1\n'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        try {
          const value = read(`${parts.join('')}.`);
          repr(value);
          writeJson(value);
        } catch (error) {
          expect(error instanceof DecodeFault || error instanceof NotSerializable).toBe(true);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
