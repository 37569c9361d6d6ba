import { suite } from 'uvu';
import { benchmarking } from '../../../src/apps/benchmarking/program.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { Claims } from '../proofs.js';

const test = suite('benchmarking proofs');
const metrics = [
  { name: 'cost', max: 1, role: 'input' },
  { name: 'sales', max: 1, role: 'output' },
];
const program = instantiate(benchmarking, { metrics, bits: 4 });

const figures = { figures: [15, 0, 7, 8] };
const upload = new Claims(program, 'dataset');

test('well-formed figures are accepted by every party, with their bits', () => upload.accepted(2, figures));

test('figures without a proof are refused, true as they may be', () => upload.refusedWithoutProof(2, figures));

test('figures that are not well-formed are refused', () => {
  const bits = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1];
  upload.accepted(2, { ...figures, figuresBits: bits });
  upload.refused(2, { figures: [15, 0, 7, 16], figuresBits: [...bits.slice(0, 15), 2] }, 'a figure of a bit too many');
  upload.refused(2, { figures: [15, 0, 7, -1], figuresBits: [...bits.slice(0, 12), -1, 0, 0, 0] }, 'a negative figure');
  upload.refused(2, { ...figures, figuresBits: [...bits.slice(0, 12), 1, 0, 0, 0] }, 'bits of another figure');
});

const query = new Claims(program, 'query');

test('a well-formed question is accepted, one without a proof or out of range is not', () => {
  query.accepted(1, { figures: [3, 12] });
  query.refusedWithoutProof(1, { figures: [3, 12] });
  query.refused(1, { figures: [3, 16], figuresDigits: [3, 0, 0, 4] }, 'a figure above all');
});

test.run();
