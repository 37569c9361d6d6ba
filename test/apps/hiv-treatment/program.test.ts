import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatePatient, generateRecords } from '../../../src/apps/hiv-treatment/generate.js';
import { treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { distances, effectiveness } from '../../../src/apps/hiv-treatment/plain.js';
import { hivTreatment } from '../../../src/apps/hiv-treatment/program.js';
import { type PatientQuery, recordBlocks, type TreatmentRecords } from '../../../src/apps/hiv-treatment/records.js';
import { forecast, schedule } from '../../../src/secure/plan/index.js';
import { build } from '../../../src/secure/program/build.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { runPlain } from '../../../src/secure/program/plain.js';

const test = suite('hiv-treatment program');

function ask(data: TreatmentRecords, query: PatientQuery, options: object) {
  const p = treatmentParameters(options);
  const row = { mutations: [...query.mutations], selected: [...query.selected] };
  return runPlain(hivTreatment, p, recordBlocks(data, p), row).outputs;
}

function expected(data: TreatmentRecords, query: PatientQuery, options: object) {
  const { counts, sums } = effectiveness(data, query, treatmentParameters(options));
  return { counts: [...counts], sums: [...sums] };
}

test('the body gives what the twin gives, whatever the records and the question', () => {
  let shown = 0;
  let hidden = 0;
  const setting = fc.record({
    seed: fc.nat(),
    records: fc.integer({ min: 1, max: 40 }),
    mutations: fc.integer({ min: 2, max: 12 }),
    treatments: fc.integer({ min: 1, max: 6 }),
    minimumPatients: fc.integer({ min: 1, max: 6 }),
    selected: fc.nat(),
  });
  fc.assert(
    fc.property(setting, ({ seed, records, mutations, treatments, minimumPatients, selected }) => {
      const options = { mutations, treatments, minimumPatients, maxDistance: seed % mutations, timeBits: 10 };
      const p = treatmentParameters(options);
      const data = generateRecords(records, seed, p);
      const query = {
        ...generatePatient(seed, 1, p),
        selected: Uint8Array.from({ length: treatments }, (_, t) => (selected >> t) & 1),
      };
      const result = ask(data, query, options);
      assert.equal(result, expected(data, query, options));
      if (result.counts.some((count) => count > 0)) shown += 1;
      else hidden += 1;
    }),
  );
  assert.ok(shown > 10 && hidden > 10, 'both outcomes were met');
});

// Eight patients with the very virus of the asker: five had treatment 0, three had treatment 1, nobody had treatment 2.
const same: TreatmentRecords = {
  records: 8,
  mutations: new Uint8Array(8 * 4).fill(1),
  treatments: Uint16Array.from([0, 0, 0, 0, 0, 1, 1, 1]),
  days: Uint32Array.from([1, 2, 4, 8, 16, 100, 200, 300]),
};
const patient: PatientQuery = { mutations: new Uint8Array(4).fill(1), selected: new Uint8Array(3).fill(1) };

test('one patient fewer than the minimum hides a treatment, the minimum itself shows it', () => {
  const options = { mutations: 4, treatments: 3, maxDistance: 0 };
  assert.equal(ask(same, patient, { ...options, minimumPatients: 3 }), { counts: [5, 3, 0], sums: [31, 600, 0] });
  assert.equal(ask(same, patient, { ...options, minimumPatients: 4 }), { counts: [5, 0, 0], sums: [31, 0, 0] });
  assert.equal(ask(same, patient, { ...options, minimumPatients: 5 }), { counts: [5, 0, 0], sums: [31, 0, 0] });
  assert.equal(ask(same, patient, { ...options, minimumPatients: 6 }), { counts: [0, 0, 0], sums: [0, 0, 0] });
  assert.equal(ask(same, patient, { ...options, minimumPatients: 9 }), { counts: [0, 0, 0], sums: [0, 0, 0] });
});

test('a treatment that is not selected is not shown, even if every record has it', () => {
  const options = { mutations: 4, treatments: 3, maxDistance: 0, minimumPatients: 1 };
  const all = { ...same, treatments: new Uint16Array(8) };
  const without = { ...patient, selected: Uint8Array.from([0, 1, 1]) };
  assert.equal(ask(all, patient, options), { counts: [8, 0, 0], sums: [631, 0, 0] });
  assert.equal(ask(all, without, options), { counts: [0, 0, 0], sums: [0, 0, 0] });
});

test('a distance of the bound is similar, one more is not', () => {
  const data = { ...same, mutations: Uint8Array.from({ length: 32 }, (_, i) => (i % 4 < 2 ? 1 : 0)) };
  const options = { mutations: 4, treatments: 3, minimumPatients: 1 };
  assert.equal([...new Set(distances(data, patient, treatmentParameters({ ...options, maxDistance: 1 })))], [2]);
  assert.equal(ask(data, patient, { ...options, maxDistance: 2 }).counts, [5, 3, 0]);
  assert.equal(ask(data, patient, { ...options, maxDistance: 1 }).counts, [0, 0, 0]);
});

test('all comparisons of the reference setting are narrow: nothing is compared that was not proven', () => {
  const owners = [{ client: 'hospital', from: 0, to: 20_000 }];
  const { body } = build(instantiate(hivTreatment), { rows: 20_000, owners });
  const comparisons = body.graph.nodes.flatMap(({ op, length }) =>
    op.kind === 'nonNegative' ? [{ ...op, length }] : [],
  );
  assert.equal(comparisons, [
    { kind: 'nonNegative', bits: 8, wide: false, length: 20_000 },
    { kind: 'nonNegative', bits: 16, wide: false, length: 100 },
  ]);
});

test('the reference question costs what the README says', () => {
  const owners = [{ client: 'hospital', from: 0, to: 20_000 }];
  const { setup, body } = build(instantiate(hivTreatment), { rows: 20_000, owners });
  const setting = { parties: 2, matrices: { mutations: 'm', treatment: 't' }, inputOffsets: { mutations: 0 } };
  const planned = forecast(schedule(body.graph, body.results), setting);
  assert.equal([planned.prepare.rounds, planned.prepare.bytesSent], [1, 96]);
  assert.equal([planned.run.rounds, (planned.run.bytesSent / 1e6).toFixed(2)], [21, '1.13']);
  assert.ok(setup);
  assert.is(forecast(schedule(setup.graph, setup.results, 'kept'), setting).run.rounds, 0);
});

test.run();
