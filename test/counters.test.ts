// Exact counters of every protocol at a fixed size and of the reference recommendation, against those that are committed: any difference
// is either a mistake or a decision. UPDATE_COUNTERS=1 writes the file anew.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CASES } from './cost/cases.js';
import { REFERENCE, referenceCounters } from './cost/reference.js';

const test = suite('counters');
const file = fileURLToPath(new URL('../../bench/counters.json', import.meta.url));

type Section = Record<string, unknown>;

const { rows, dense, sparse } = REFERENCE;
const SECTIONS: Readonly<Record<string, () => Promise<Section>>> = {
  'protocols, 2 parties, bytes sent per party': protocols,
  [`recommendation, ${rows} users x ${dense + sparse} items, ${dense} dense, 2 parties`]: () => referenceCounters(2),
  [`recommendation, ${rows} users x ${dense + sparse} items, ${dense} dense, 3 parties`]: () => referenceCounters(3),
};

async function protocols(): Promise<Section> {
  const section: Section = {};
  for (const [name, { sizes, run }] of Object.entries(CASES)) {
    const [size] = sizes;
    if (size === undefined) throw new Error(`${name} has no size`);
    const { bytes, ...counters } = await run(size);
    // By party where they send different amounts: the input of one party.
    section[name] = { size, ...counters, bytes: new Set(bytes).size === 1 ? bytes[0] : bytes };
  }
  return section;
}

const counted: Record<string, Section> = {};
for (const [title, count] of Object.entries(SECTIONS)) counted[title] = await count();
if (process.env.UPDATE_COUNTERS === '1') writeFileSync(file, `${JSON.stringify(counted, null, 2)}\n`);
const committed = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Section>;

test('the same sections are committed', () => {
  assert.equal(Object.keys(counted).sort(), Object.keys(committed).sort());
});

for (const [title, section] of Object.entries(counted)) {
  test(`${title}: as committed in bench/counters.json`, () => {
    assert.equal(section, committed[title]);
  });
}

test.run();
