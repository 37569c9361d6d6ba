import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GeneratedRecords, generatePatient, generateRecords } from '../../../src/apps/hiv-treatment/generate.js';
import { MUTATIONS } from '../../../src/apps/hiv-treatment/mutations.js';
import { treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { effectiveness } from '../../../src/apps/hiv-treatment/plain.js';
import { checkQuery, checkRecords } from '../../../src/apps/hiv-treatment/records.js';
import { treatmentCatalogue } from '../../../src/apps/hiv-treatment/treatments.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('hiv-treatment generate');
const p = treatmentParameters();
const data = generateRecords(4000, 'seed', p);

const throws = (body: () => unknown, code: string) =>
  assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);
const has = (i: number, name: string) => data.mutations[i * p.mutations + data.mutationNames.indexOf(name)] === 1;
const share = (which: (i: number) => boolean, among: (i: number) => boolean = () => true) => {
  const all = Array.from({ length: data.records }, (_, i) => i).filter(among);
  return all.filter(which).length / all.length;
};

test('a seed gives the same records every time, another seed others', () => {
  const digest = ({ mutations, treatments, days }: GeneratedRecords) =>
    createHash('sha256').update(mutations).update(treatments).update(days).digest('hex');
  assert.is(digest(data), digest(generateRecords(4000, 'seed', p)));
  assert.not.equal(digest(data), digest(generateRecords(4000, 'seee', p)));
  assert.is(
    digest(generateRecords(100, 'tessera', p)),
    '879cf0955e3bf0656879cbea2836b9a20bac7312f1bf5aa33cc3a2b5f98790f2',
    'as on every other machine',
  );
});

test('records and patients are well-formed, and all columns have different names', () => {
  checkRecords(data, p);
  checkQuery(generatePatient('seed', 1, p), p);
  assert.is(new Set(data.mutationNames).size, p.mutations);
  assert.is(new Set(data.treatmentNames).size, p.treatments);
  assert.ok(Math.max(...data.treatments) < p.treatments);
});

test('M184V is the most frequent resistance mutation, near half of all, and groups come together', () => {
  assert.ok(share((i) => has(i, 'M184V')) > 0.25 && share((i) => has(i, 'M184V')) < 0.5);
  for (const { name } of MUTATIONS.slice(1)) {
    assert.ok(share((i) => has(i, name)) < share((i) => has(i, 'M184V')), name);
  }
  const together = share(
    (i) => has(i, 'L210W'),
    (i) => has(i, 'T215Y'),
  );
  assert.ok(together > 2 * share((i) => has(i, 'L210W')), 'thymidine mutations of one group');
  const apart = share(
    (i) => has(i, 'K65R'),
    (i) => has(i, 'T215Y'),
  );
  assert.ok(apart < share((i) => has(i, 'K65R')) / 4, 'K65R and T215Y');
});

test('a treatment fails sooner where the virus resists its drugs', () => {
  const meanDays = (which: (i: number) => boolean) => {
    const days = [...data.days].filter((_, i) => data.treatmentNames[data.treatments[i]!]!.includes('3TC') && which(i));
    return days.reduce((sum, d) => sum + d, 0) / days.length;
  };
  assert.ok(meanDays((i) => has(i, 'M184V')) < 0.6 * meanDays((i) => !has(i, 'M184V')));
});

test('patients find others like them, most treatments are shown to some and none to others', () => {
  const shown = Array.from({ length: 12 }, (_, number) => {
    const { counts } = effectiveness(data, generatePatient('seed', number, p), p);
    return counts.filter((count) => count > 0).length;
  });
  assert.ok(Math.max(...shown) > 10, `${shown}`);
  assert.ok(Math.min(...shown) < 10, `${shown}`);
});

test('small settings keep the frequent mutations, large ones add polymorphisms', () => {
  const small = generateRecords(3, 1, treatmentParameters({ mutations: 5, treatments: 2, maxDistance: 2 }));
  assert.equal(small.mutationNames.slice(0, 2), ['M184V', 'K103N']);
  assert.equal(small.treatmentNames, ['TDF+FTC+DTG', 'TDF+FTC+EFV']);
  const large = generateRecords(1, 1, treatmentParameters({ mutations: 300 }));
  assert.is(large.mutationNames.filter((name) => name.startsWith('polymorphism')).length, 300 - MUTATIONS.length);
});

test('the catalogue has a hundred common combinations and many more, all different', () => {
  const all = treatmentCatalogue(400);
  assert.is(new Set(all.map(({ name }) => name)).size, 400);
  assert.ok(all.every(({ drugs }) => new Set(drugs).size === drugs.length));
  throws(() => treatmentCatalogue(5000), 'INVALID_ARGUMENT');
});

test('sizes that make no sense are refused before anything is allocated', () => {
  for (const records of [0, -1, 1.5, Number.NaN]) throws(() => generateRecords(records, 1, p), 'INVALID_ARGUMENT');
  throws(() => generateRecords(p.maxRecords + 1, 1, p), 'LIMIT_EXCEEDED');
});

test.run();
