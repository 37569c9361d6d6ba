import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatePatient, generateRecords } from '../../../src/apps/hiv-treatment/generate.js';
import { treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { effectiveness } from '../../../src/apps/hiv-treatment/plain.js';
import { hivTreatment } from '../../../src/apps/hiv-treatment/program.js';
import { type PatientQuery, recordBlocks, type TreatmentRecords } from '../../../src/apps/hiv-treatment/records.js';
import { SecureWorld } from '../../support/secure-run.js';
import { atParties } from '../at-parties.js';

const test = suite('hiv-treatment at the parties');

for (const parties of [2, 3]) {
  test(`${parties} parties answer as the twin does`, async () => {
    const p = treatmentParameters({ mutations: 12, treatments: 6, maxDistance: 3, minimumPatients: 3, timeBits: 12 });
    const data = generateRecords(60, 'parties', p);
    const query = { ...generatePatient('parties', 2, p), selected: Uint8Array.from([1, 1, 0, 1, 1, 1]) };
    const expected = effectiveness(data, query, p);
    assert.ok(expected.counts.some((count) => count > 0) && expected.counts.filter((count) => count === 0).length > 1);
    const row = { mutations: [...query.mutations], selected: [...query.selected] };
    const found = await atParties(await SecureWorld.create(parties), hivTreatment, p, recordBlocks(data, p), row);
    assert.equal(found, { counts: [...expected.counts], sums: [...expected.sums] });
  });
}

test('at the parties too, the minimum is shown and one patient fewer is not', async () => {
  const data: TreatmentRecords = {
    records: 9,
    mutations: new Uint8Array(27).fill(1),
    treatments: Uint16Array.from([0, 0, 0, 0, 1, 1, 1, 1, 1]),
    days: new Uint32Array(9).fill(4095),
  };
  const query: PatientQuery = { mutations: new Uint8Array(3).fill(1), selected: new Uint8Array(2).fill(1) };
  const world = await SecureWorld.create(2);
  for (const [minimumPatients, counts, sums] of [
    [4, [4, 5], [16_380, 20_475]],
    [5, [0, 5], [0, 20_475]],
    [6, [0, 0], [0, 0]],
  ] as const) {
    const p = treatmentParameters({ mutations: 3, treatments: 2, maxDistance: 0, minimumPatients });
    const row = { mutations: [...query.mutations], selected: [...query.selected] };
    assert.equal(await atParties(world, hivTreatment, p, recordBlocks(data, p), row), { counts, sums });
  }
});

test.run();
