// Numbers as a person reads them: three significant digits where more would be noise, thousands grouped, a unit that
// fits the size. Always English notation, whatever the machine's locale, so that output can be compared.

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** A count in full, thousands grouped: `10,000`. */
export function formatCount(count: number | bigint): string {
  return WHOLE.format(count);
}

/** A measured number: whole from 1,000 on, else three significant digits: `12,346`, `123`, `1.23`, `0.0123`. */
export function formatNumber(value: number): string {
  return Math.abs(value) >= 999.5 ? WHOLE.format(value) : SHORT.format(value);
}

/** A duration in the unit that fits: `0.38 us`, `34 ms`, `1.2 s`, `2 min 5 s`, `3 h 2 min`. */
export function formatMs(ms: number): string {
  if (ms === 0) return '0 ms';
  if (ms < 0.9995) return `${formatNumber(ms * 1000)} us`;
  if (ms < 999.5) return `${formatNumber(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's');
  return twoUnits(Math.round(seconds / 60), 60, 'h', 'min');
}

/** A size in powers of 1000, as networks and disks count: `968 B`, `4.24 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value)} ${units[unit]}`;
}

/** Text from outside on one line and without control characters, which could rewrite what the terminal shows. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function twoUnits(value: number, size: number, large: string, small: string): string {
  const rest = value % size;
  const head = `${formatCount(Math.floor(value / size))} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}
