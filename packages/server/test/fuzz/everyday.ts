import fc, { type Arbitrary } from 'fast-check';
import type { FuzzSerializer, Unnamed } from './cases.ts';
import type { PythonSource } from './python.ts';

/** What tasks of a Django project return and raise: `shop.values` of conformance/capture/oracle.py, and of Django. */

const ID = '{1}';
const SAFE = 'module("django.utils.safestring")';
const LAZY = 'module("django.utils.functional")';
const ZONES = 'module("zoneinfo")';
const VALUES = 'shop.values';
const MODELS = 'module("django_celery_results.models")';

const ZONE_NAMES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Etc/GMT+5'];
const zoned = fc
  .tuple(
    fc.constantFrom(...ZONE_NAMES),
    fc.integer({ min: 1902, max: 2180 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.integer({ min: 0, max: 23 }),
    fc.constantFrom(0, 5, 678901),
    fc.constantFrom('', ', fold=1'),
  )
  .map(
    ([zone, year, month, day, hour, micro, fold]) =>
      `datetime.datetime(${year}, ${month}, ${day}, ${hour}, 30, 0, ${micro}, ` +
      `tzinfo=${ZONES}.ZoneInfo("${zone}")${fold})`,
  );

const TIMES: readonly PythonSource[] = [
  'module("django.utils.timezone").now().replace(2026, 1, 2, 3, 4, 5, 678000)',
  'datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)',
  'datetime.datetime(2026, 10, 25, 2, 30, fold=1)',
  'datetime.datetime(2026, 1, 2, 3, 4, 5, 999)',
  'datetime.datetime(2026, 1, 2, 3, 4, 5, 999999)',
  'datetime.datetime.max',
  'datetime.datetime.min',
  'datetime.date(2026, 1, 2)',
  'datetime.time(3, 4, 5, 678901)',
  'datetime.time(3, 4, fold=1)',
  'datetime.timedelta(days=1, seconds=3)',
  'datetime.timedelta(days=-1, microseconds=1)',
  'datetime.timedelta(0)',
  'datetime.timezone(datetime.timedelta(hours=5, minutes=30), "IST")',
  'datetime.timezone.utc',
  'module("zoneinfo").ZoneInfo("Europe/Berlin")',
];

const TEXTS: readonly PythonSource[] = [
  `${SAFE}.mark_safe("<b>x</b>")`,
  `${SAFE}.SafeString("é\\U0001f600")`,
  `module("django.utils.html").format_html("<a>{}</a>", "<")`,
  'gettext_lazy("Yes")',
  'gettext_lazy("no such message %(a)s")',
  'module("django.utils.translation").ngettext_lazy("%d item", "%d items", 2)',
  'module("django.utils.translation").pgettext_lazy("c", "May")',
  `${LAZY}.lazystr(5)`,
  `${LAZY}.lazy(lambda: "made", str)()`,
  'module("django.urls").reverse_lazy("celery-task_status", args=["x"])',
  `${LAZY}.SimpleLazyObject(lambda: "lazy")`,
  `${LAZY}.SimpleLazyObject(lambda: {"a": 1})`,
  'module("django.utils.text").format_lazy("{a} b", a=gettext_lazy("Yes"))',
  `${VALUES}.Tag("tag")`,
];

const NUMBERS: readonly PythonSource[] = [
  'Decimal("12.50")',
  'Decimal("1E+2")',
  'Decimal("-0.00")',
  'Decimal("1").quantize(Decimal("0.0001"))',
  'Decimal("NaN")',
  'Decimal(1) / Decimal(3)',
  'fractions.Fraction(1, 3)',
  'UUID("12345678-1234-5678-1234-567812345678")',
  'module("uuid").uuid5(module("uuid").NAMESPACE_DNS, "x")',
  `${VALUES}.Amount(5)`,
  'True',
  '0.1 + 0.2',
  '2**63',
];

const OBJECTS: readonly PythonSource[] = [
  `${VALUES}.Status.PAID`,
  `${VALUES}.Priority.HIGH`,
  `${VALUES}.Color.RED`,
  `${VALUES}.Status.choices`,
  `${VALUES}.Status.PAID.label`,
  `${VALUES}.Point(1, 2)`,
  `${VALUES}.Pair("a", Decimal("1.0"))`,
  `${VALUES}.Order(1, Decimal("9.90"))`,
  `module("dataclasses").asdict(${VALUES}.Order(1, Decimal("9.90")))`,
  `${VALUES}.Names([1, 2])`,
  `${VALUES}.Fields(a=1)`,
  `${VALUES}.Named("x")`,
  `str(${VALUES}.Named("x"))`,
  `${VALUES}.Jsonable(Decimal("1"))`,
  `${MODELS}.TaskResult(task_id="x")`,
  `str(${MODELS}.TaskResult(task_id="x"))`,
  `${MODELS}.TaskResult(task_id="x").as_dict()`,
  `list(${MODELS}.TaskResult.objects.none())`,
  `${MODELS}.TaskResult.objects.none()`,
  `${MODELS}.GroupResult(group_id="x")`,
  'module("django.db.models").Q(a=1)',
  'module("django.db.models").F("a")',
  'module("django.http").QueryDict("a=1&a=2")',
  'module("django.http").HttpResponse("x").status_code',
  'module("django.utils.datastructures").MultiValueDict({"a": [1, 2]})',
  'module("django.core.files.base").ContentFile(b"x").size',
  'module("pathlib").PurePosixPath("/media/a.txt")',
  'module("pathlib").Path("/media/a.txt")',
  'module("ipaddress").ip_address("127.0.0.1")',
  'module("http").HTTPStatus.NOT_FOUND',
  'collections.OrderedDict(b=1, a=2)',
  'collections.defaultdict(list, {"a": [1]})',
  'collections.defaultdict(int, a=1)',
  'collections.Counter("aab")',
  'collections.deque([1, 2])',
  'collections.ChainMap({"a": 1}, {"b": 2})',
  'module("types").SimpleNamespace(a=1)',
  'module("types").MappingProxyType({"a": 1})',
  '{"a": 1}.keys()',
  '{"a": 1}.items()',
  'range(3)',
  '(n for n in [1])',
  'map(str, [1])',
  'frozenset(["a"])',
  '{"only"}',
  'b"bytes"',
  'memoryview(b"view")',
  'bytearray(b"array")',
  'Ellipsis',
  'NotImplemented',
  'int',
  'len',
  'module("re").compile("a")',
  'slice(1, 2)',
  'complex(1, 2)',
  'ValueError("returned")',
  'module("rest_framework.utils.serializer_helpers").ReturnDict({"a": Decimal("1.0")}, serializer=None)',
  'module("rest_framework.utils.serializer_helpers").ReturnList([1], serializer=None)',
  'module("rest_framework.exceptions").ErrorDetail("bad", "invalid")',
];

const scalar = fc.oneof(
  { weight: 2, arbitrary: zoned },
  { weight: 2, arbitrary: fc.constantFrom(...TIMES) },
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom(...OBJECTS) },
);

const KEYS: readonly PythonSource[] = [
  '"a"',
  '"b"',
  'gettext_lazy("Yes")',
  `${SAFE}.SafeString("safe")`,
  `${VALUES}.Status.PAID`,
  `${VALUES}.Priority.LOW`,
  '1',
  'None',
  'True',
  '1.5',
  'UUID(int=7)',
  'Decimal("1.0")',
  'datetime.date(2026, 1, 2)',
  '(1, 2)',
];

/** Everyday values alone, and inside of what holds values. Twice the same object is shared in a pickle. */
const value: Arbitrary<PythonSource> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom(...KEYS), scalar), { maxLength: 3 })
      .map((entries) => `{${entries.map((entry) => entry.join(': ')).join(', ')}}`),
  },
  { weight: 1, arbitrary: scalar.map((item) => `(lambda one: [one, one, {"again": one}])(${item})`) },
  { weight: 1, arbitrary: scalar.map((item) => `(${item},)`) },
  { weight: 1, arbitrary: scalar.map((item) => `collections.OrderedDict(first=${item})`) },
);

const raised = fc
  .tuple(
    fc.constantFrom(
      'ValueError',
      'KeyError',
      'shop.errors.Declined',
      'django.core.exceptions.ValidationError',
      'OSError',
    ),
    fc.array(value, { minLength: 1, maxLength: 2 }),
  )
  .map(([name, args]) => `${name}(${args.join(', ')})`);

export function everyday(serializer: FuzzSerializer): Arbitrary<Unnamed> {
  const written = (kind: string, step: Arbitrary<FuzzStep>): Arbitrary<Unnamed> =>
    step.map((one) => ({ kind, steps: [{ ...one, id: ID }], get_tasks: [ID] }));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: written(
        'everyday value',
        value.map((source) => ({ do: 'done', value: source })),
      ),
    },
    {
      weight: 1,
      arbitrary: written(
        'everyday state',
        value.map((source) => ({ do: 'state', state: 'PROGRESS', value: source })),
      ),
    },
    {
      weight: serializer === 'yaml' ? 1 : 3,
      arbitrary: written(
        'everyday exception',
        raised.map((source) => ({ do: 'failure', exc: source })),
      ),
    },
  );
}

type FuzzStep = Unnamed['steps'][number];
