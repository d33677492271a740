import { stringRepr } from '../python/string-repr.ts';
import { fixedZone, namedZone } from '../python/zone.ts';
import type { PyList, PyValue } from '../value.ts';
import type { Name } from './name.ts';
import { refuseCall } from './refuse-call.ts';

/** `ZoneInfo._unpickle(key, from_cache)` */
function zoneInfo([key = null]: PyList): PyValue {
  return (typeof key === 'string' ? namedZone(key) : undefined) ?? refuseCall();
}

/** `pytz._p(name, seconds, daylight_saving, abbreviation)`. The zone of a date always has the last three arguments. */
function pytzZone([name = null, seconds = null, saving = null, short = null]: PyList): PyValue {
  if (typeof name !== 'string' || typeof seconds !== 'bigint' || typeof short !== 'string') return refuseCall();
  const minutes = Number(seconds) / 60;
  const clock = `${Math.floor(minutes / 60)}:${String(Math.floor(minutes) % 60).padStart(2, '0')}:00`;
  const kind = saving === 0n ? 'STD' : 'DST';
  return fixedZone(
    `<DstTzInfo ${stringRepr(name)} ${short}${minutes < 0 ? '' : '+'}${clock} ${kind}>`,
    Number(seconds) * 1_000_000,
  );
}

/** The time zones besides `datetime.timezone` that a datetime may have. Vectors pickle-zone*. */
export const ZONES: readonly (readonly [string, Name['call']])[] = [
  ['zoneinfo:ZoneInfo', zoneInfo],
  ['zoneinfo:ZoneInfo._unpickle', zoneInfo],
  ['zoneinfo._zoneinfo:ZoneInfo._unpickle', zoneInfo],
  ['backports.zoneinfo:ZoneInfo._unpickle', zoneInfo],
  ['pytz:_UTC', () => fixedZone('<UTC>', 0)],
  ['pytz:_p', pytzZone],
  ['dateutil.tz.tz:tzutc', () => fixedZone('tzutc()', 0)],
];
