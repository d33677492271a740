import { exceptionGroup, jsonDecodeError, osError, syntaxError } from './builtin-constructors.ts';
import {
  amqpError,
  backendGetMetaError,
  backendStoreError,
  notRegistered,
  reject,
  retry,
  unpickleableWrapper,
} from './celery-constructors.ts';
import { configDuplicate, configError, configLine } from './config-constructors.ts';
import { type Constructor, raise } from './constructor.ts';
import {
  badStatusLine,
  clickFileError,
  clickMissingParameter,
  clickNoSuchOption,
  httpError,
  incompleteHttpRead,
  incompleteRead,
  lineTooLong,
  parserError,
} from './library-constructors.ts';
import { unicodeDecodeError, unicodeEncodeError, unicodeTranslateError } from './unicode-errors.ts';
import { validationError } from './validation-error.ts';

/** Constructors that change their arguments, by the name in the rules of `known-classes.json`. */
export const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['never', () => raise()],
  ['os', osError],
  ['exception-group', exceptionGroup],
  ['amqp', amqpError],
  ['syntax', syntaxError],
  ['unicode-decode', unicodeDecodeError],
  ['unicode-encode', unicodeEncodeError],
  ['unicode-translate', unicodeTranslateError],
  ['json-decode', jsonDecodeError],
  ['unpickleable', unpickleableWrapper],
  ['validation', validationError],
  ['not-registered', notRegistered],
  ['reject', reject],
  ['retry', retry],
  ['backend-get', backendGetMetaError],
  ['backend-store', backendStoreError],
  ['incomplete-read', incompleteRead],
  ['incomplete-http-read', incompleteHttpRead],
  ['line-too-long', lineTooLong],
  ['bad-status-line', badStatusLine],
  ['http-error', httpError],
  ['dateutil-parser', parserError],
  ['click-file', clickFileError],
  ['config', configError],
  ['config-duplicate', configDuplicate],
  ['config-line', configLine],
  ['click-missing', clickMissingParameter],
  ['click-no-such-option', clickNoSuchOption],
]);
