import { suite } from 'uvu';
import { hivTreatment } from '../../../src/apps/hiv-treatment/program.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { Claims } from '../proofs.js';

const test = suite('hiv-treatment proofs');
const program = instantiate(hivTreatment, { mutations: 3, treatments: 4, maxDistance: 1, timeBits: 4 });

const records = {
  mutations: [1, 0, 1, 0, 0, 1],
  treatment: [0, 1, 0, 0, 1, 0, 0, 0],
  days: [15, 0],
};
const upload = new Claims(program, 'dataset');

test('well-formed records are accepted by every party', () => upload.accepted(2, records));

test('records without a proof are refused, true as they may be', () => upload.refusedWithoutProof(2, records));

test('records that are not well-formed are refused', () => {
  upload.refused(2, { ...records, mutations: [1, 0, 1, 0, 0, 2] }, 'a mutation that counts twice');
  upload.refused(2, { ...records, mutations: [1, 0, 1, 0, 0, -1] }, 'a mutation that counts negative');
  upload.refused(2, { ...records, treatment: [0, 1, 0, 1, 1, 0, 0, 0] }, 'two treatments at once');
  upload.refused(2, { ...records, treatment: [0, 1, 0, 0, 0, 0, 0, 0] }, 'no treatment');
  upload.refused(2, { ...records, treatment: [0, 1, 0, 0, 2, -1, 0, 0] }, 'treatments that add up to one');
  upload.refused(2, { ...records, days: [16, 0], daysDigits: [0, 4, 0, 0] }, 'a time of a bit too many');
  upload.refused(2, { ...records, days: [15, 1], daysDigits: [3, 3, 0, 0] }, 'digits of another time');
});

const question = { mutations: [1, 1, 0], selected: [0, 1, 1, 0] };
const query = new Claims(program, 'query');

test('a well-formed question is accepted, one without a proof is not', () => {
  query.accepted(1, question);
  query.refusedWithoutProof(1, question);
});

test('a question that is not well-formed is refused', () => {
  query.refused(1, { ...question, mutations: [1, 1, 100] }, 'a distance out of range');
  // A selection above 1 would lift a treatment over the minimum.
  query.refused(1, { ...question, selected: [0, 2, 1, 0] }, 'a treatment selected twice');
});

test.run();
