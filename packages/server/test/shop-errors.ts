import type { ExceptionClasses } from '../src/codecs/exceptions/classes.ts';

/** The exception classes of the recorded project. Their source is SHOP_SOURCE of conformance/capture/oracle.py. */
const classes: ExceptionClasses = {
  shop: { PaymentError: { module: 'shop.errors' } },
  'shop.errors': {
    PaymentError: {},
    Declined: {},
    Nom: {},
    Hard: {},
    StrOnly: {},
    'Outer.Inner': {},
    'Outer.Deep.Deeper': {},
    EmptyLooking: { falsy: true },
    CodeError: { takes: [2, 2], args: ([code = null, detail = null], { str }) => [`${str(code)}: ${str(detail)}`] },
    KeepsArgs: { takes: [1, 2], args: ([code = null, detail = null]) => [code, detail] },
    ThreeOnly: { takes: [3, 3] },
    NoSuperInit: { takes: [2, 2] },
    KeywordOnly: { takes: [0, 0], args: () => ['x'] },
    Swallow: { args: () => [] },
    Shouty: {
      takes: [1, 1],
      args: ([message]) => {
        if (typeof message !== 'string') throw new TypeError('no upper()');
        return [message.toUpperCase()];
      },
    },
    Loud: { repr: (args, { str }) => `Loud!(${args.map(str).join(', ')})` },
    BrokenRepr: {
      repr: () => {
        throw new Error('no repr');
      },
    },
  },
};

export default classes;
