// The log of a party or a dealer: JSON lines on standard error, one event each, written at once so that the last line
// before a crash is there. Callers log no secrets; names that could hold one are struck out all the same.

import { destination, type Logger, pino } from 'pino';
import type { Log } from '../service/ports.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that must never be readable, wherever they stand in the first two levels of an event. */
const SECRET_FIELDS = ['key', 'privateKey', 'macKey', 'seed', 'share', 'shares', 'mask', 'masks', 'value', 'values'];

/**
 * @param level   events below it are dropped
 * @param member  who logs, in every line: `party-0`, `dealer`
 * @param target  where the lines go; default standard error
 */
export function createLog(
  level: LogLevel,
  member: string,
  target: { write(line: string): void } = standardError(),
): Log {
  const logger: Logger = pino(
    {
      level,
      base: { member },
      messageKey: 'event',
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    target,
  );
  return (severity, event, fields) => logger[severity](fields ?? {}, event);
}

function standardError() {
  return destination({ fd: 2, sync: true });
}
