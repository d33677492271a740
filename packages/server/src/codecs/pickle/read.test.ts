import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../codec.ts';
import { DecodeError, NotSerializableError } from '../errors.ts';
import { writeJson } from '../json/write.ts';
import { repr } from '../python/repr.ts';
import { readPickle } from './read.ts';

/** The bytes of a pickle, one for each character, as in a Python bytes literal. */
const pickle = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const read = (text: string) => readPickle(pickle(text), { 'app.errors': { Lost: {} } });

describe('readPickle', () => {
  it.each([
    {
      title: 'protocol 0',
      text: '(dp0\nVa\np1\n(lp2\nI1\naI01\naF1.5\naNas.',
      json: '{"a": [1, true, 1.5, null]}',
    },
    {
      title: 'protocol 2',
      text: '\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02(K\x01\x88G?\xf8\x00\x00\x00\x00\x00\x00Nes.',
      json: '{"a": [1, true, 1.5, null]}',
    },
    { title: 'protocol 4', text: '\x80\x04\x95\x09\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01K\x02e.', json: '[1, 2]' },
    { title: 'a str of Python 2', text: "S'it\\'s'\np0\n.", json: '"it\'s"' },
    {
      title: 'negative and large ints',
      text: '\x80\x02]q\x00(J\xff\xff\xff\xff\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01e.',
      json: '[-1, 18446744073709551616]',
    },
    {
      title: 'keys that are equal in Python',
      text: '\x80\x02}(K\x01X\x01\x00\x00\x00a\x88X\x01\x00\x00\x00bu.',
      json: '{"1": "b"}',
    },
    {
      title: 'a timedelta',
      text: '\x80\x02cdatetime\ntimedelta\n(J\xff\xff\xff\xffJ\x7f\x51\x01\x00K\x00tR.',
      json: '"-P0DT00H00M01S"',
    },
    { title: 'a decimal', text: 'cdecimal\nDecimal\n(V1.10\ntR.', json: '"1.10"' },
    { title: 'a shared list', text: '\x80\x02]q\x00(]q\x01h\x01e.', json: '[[], []]' },
  ])('reads $title', ({ text, json }) => {
    expect(writeJson(read(text))).toBe(json);
  });

  it.each([
    { title: 'a set', text: 'c__builtin__\nset\n((lI1\natR.', pythonRepr: '{1}' },
    { title: 'bytes of an older protocol', text: 'c_codecs\nencode\n(V\xff\nVlatin1\ntR.', pythonRepr: "b'\\xff'" },
    { title: 'an exception', text: "cbuiltins\nValueError\n(S'a'\nI1\ntR.", pythonRepr: "ValueError('a', 1)" },
    { title: 'an exception of the project', text: 'capp.errors\nLost\n(tR}b.', pythonRepr: 'Lost()' },
    { title: 'a list that contains itself', text: '(lp0\ng0\na.', pythonRepr: '[[...]]' },
    { title: 'two lone surrogates in a row', text: 'V\\ud83d\\ude00\n.', pythonRepr: "'\\ud83d\\ude00'" },
  ])('reads $title', ({ text, pythonRepr }) => {
    expect(repr(read(text))).toBe(pythonRepr);
  });

  it.each([
    { title: 'os.system', text: "cos\nsystem\n(S'true'\ntR.", named: 'os.system' },
    {
      title: 'posix.system by position',
      text: '\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.',
      named: 'posix.system',
    },
    { title: 'eval', text: "cbuiltins\neval\n(S'1'\ntR.", named: 'eval' },
    { title: 'getattr', text: "cbuiltins\ngetattr\n(I1\nS'real'\ntR.", named: 'getattr' },
    { title: '__import__', text: "c__builtin__\n__import__\n(S'os'\ntR.", named: '__import__' },
    {
      title: 'a path that leads through a module',
      text: '\x80\x04\x8c\x08datetime\x8c\x08sys.exit\x93)R.',
      named: 'datetime.sys.exit',
    },
    { title: 'an unknown class', text: "cgone.models\nLost\n(S'x'\ntR.", named: 'gone.models.Lost' },
    { title: 'an instance by INST', text: "(S'true'\nios\nsystem\n.", named: 'os.system' },
    { title: 'an instance by OBJ', text: "(cos\nsystem\nS'true'\no.", named: 'os.system' },
  ])('runs nothing for $title, and names the object that cannot be shown', ({ text, named }) => {
    expect(() => repr(read(text))).toThrow(`<class '${named}'>`);
    expect(() => writeJson(read(text))).toThrow(NotSerializableError);
  });

  it('treats an object of an unknown class as an exception because of its name or its position', () => {
    expect(repr(read("cgone.errors\nLostError\n(S'x'\ntR."))).toBe("LostError('x')");
    const codec = createCodec({ serializer: 'pickle' });
    const stored = codec.read(Buffer.from("cgone.errors\nLost\n(S'x'\ntR.", 'latin1'));
    expect(codec.exception(stored)).toEqual({
      exc: 'gone.errors.Lost',
      repr: "Lost('x')",
      str: 'x',
      falsy: false,
    });
  });

  it.each([
    { title: 'a call of an int', text: 'I1\n)R.' },
    { title: 'a call without a tuple', text: 'cbuiltins\nValueError\nI1\nR.' },
    { title: 'a state that is not a dict', text: 'cbuiltins\nValueError\n)RI1\nb.' },
    {
      title: 'copyreg with another class',
      text: 'ccopyreg\n_reconstructor\n(cbuiltins\nlist\ncbuiltins\nobject\nNtR.',
    },
    { title: 'a persistent id', text: 'Pid\n.' },
    { title: 'an extension', text: '\x80\x02\x82\x01.' },
    { title: 'an out-of-band buffer', text: '\x80\x05\x97.' },
    { title: 'protocol 6', text: '\x80\x06N.' },
    { title: 'no bytes', text: '' },
    { title: 'an empty stack', text: '.' },
    { title: 'a missing mark', text: 'e.' },
    { title: 'a pop below a mark', text: 'N(a.' },
    { title: 'a length beyond the end', text: '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7fabc.' },
    { title: 'a negative length', text: '\x80\x02T\xff\xff\xff\xffabc.' },
    { title: 'a frame beyond the end', text: '\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN.' },
    { title: 'an unknown memo', text: 'h\x05.' },
    { title: 'a list as a key', text: '(d(lI1\ns.' },
    { title: 'text that is not UTF-8', text: '\x80\x02X\x01\x00\x00\x00\xff.' },
    { title: 'an integer of 5,000 digits', text: `I${'9'.repeat(5_000)}\n.` },
  ])('refuses $title', ({ text }) => {
    expect(() => read(text)).toThrow(DecodeError);
  });

  it('returns a class or function that is not called as a value, and writes the repr only of classes', () => {
    expect(repr(read('cshop.models\nOrder.Line\n.'))).toBe("<class 'shop.models.Order.Line'>");
    expect(repr(read('cbuiltins\nslice\n.'))).toBe("<class 'slice'>");
    expect(repr(read('cbuiltins\neval\n.'))).toBe('<built-in function eval>');
    for (const text of ['cos\nsystem\n.', 'cshop\nhelper\n.']) {
      expect(() => repr(read(text))).toThrow(DecodeError);
      expect(() => writeJson(read(text))).toThrow(NotSerializableError);
    }
  });

  it('refuses a few bytes that expand to terabytes by shared objects', () => {
    const doubled = '2\x86\x94';
    expect(() => read(`\x80\x04K\x01${doubled.repeat(60)}.`)).toThrow('too many characters');
    expect(() => read(`\x80\x04K\x01${doubled.repeat(20)}.`)).toThrow('too many characters');
    expect(() => read(`\x80\x04K\x01${doubled.repeat(10)}.`)).not.toThrow();
  });

  it.each([
    { title: 'lists', text: ']'.repeat(200_000) + 'a'.repeat(199_999) },
    { title: 'tuples', text: `N${'\x85'.repeat(200_000)}` },
  ])('reads $title of any depth, and refuses to write it', ({ text }) => {
    const value = read(`\x80\x04${text}.`);
    expect(() => writeJson(value)).toThrow(NotSerializableError);
    expect(() => repr(value)).toThrow(DecodeError);
  });

  it('throws no other error for any bytes', () => {
    const opcode = fc.constantFrom(
      ...'(.0123INKMJLFGSTUVXBC)tl]ae}dsupqrghjcRiob',
      ...'\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96',
    );
    const chunk = fc.oneof(
      opcode,
      fc.constantFrom('builtins\nValueError\n', 'datetime\ndate\n', '\x01', 'a\n', '1\n'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 40 }), (chunks) => {
        try {
          const value = read(`${chunks.join('')}.`);
          repr(value);
          writeJson(value);
        } catch (error) {
          expect(error instanceof DecodeError || error instanceof NotSerializableError).toBe(true);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
