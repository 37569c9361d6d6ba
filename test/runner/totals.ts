// Reads the summary that uvu prints when a test file has run. uvu may print it more than once (several suites
// flushed at different times), so all of them are added up.

export interface Totals {
  readonly total: number;
  readonly passed: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
const COLOUR = /\u001b\[[0-9;]*m/g;

/**
 * The sums of uvu's `Total:` and `Passed:` lines.
 * @param output  everything the test file printed on standard output
 * @returns undefined when no complete summary was printed: the file never finished
 */
export function readTotals(output: string): Totals | undefined {
  const plain = output.replace(COLOUR, '');
  const totals = numbersAfter(plain, 'Total');
  const passed = numbersAfter(plain, 'Passed');
  if (totals.length === 0 || totals.length !== passed.length) return undefined;
  return { total: sum(totals), passed: sum(passed) };
}

function numbersAfter(text: string, label: string): number[] {
  return [...text.matchAll(new RegExp(`^ {2}${label}: +(\\d+)$`, 'gm'))].map((match) => Number(match[1]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
