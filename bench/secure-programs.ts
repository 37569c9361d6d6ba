// The programs whose online time is measured, and what they run on. All inputs are small, so that every statistical mask is sound.

import { Graph } from '../src/secure/graph/graph.js';
import { type Schedule, schedule } from '../src/secure/plan/index.js';
import { ResidentBlock } from '../src/secure/types/block.js';
import { SecureInt } from '../src/secure/types/int.js';

export interface BenchProgram {
  readonly name: string;
  readonly repetitions: number;
  readonly plan: Schedule;
  /** Values that the parties hold in shares from before, by name. */
  readonly kept: Readonly<Record<string, readonly number[]>>;
  readonly query: Readonly<Record<string, readonly number[]>>;
  readonly blocks: Readonly<
    Record<string, { readonly rows: number; readonly width: number; entry(k: number): number }>
  >;
}

const range = (min: number, max: number) => ({ min: BigInt(min), max: BigInt(max), proven: true });

function kept(graph: Graph, name: string, length: number, min: number, max: number): SecureInt {
  return new SecureInt(graph, graph.add(name, { kind: 'kept', name }, [], length, range(min, max)));
}

function comparisons(): BenchProgram {
  const n = 10_000;
  const graph = new Graph();
  const x = kept(graph, 'x', n, -32_768, 32_767);
  return {
    name: 'online/comparisons-10000x16',
    repetitions: 21,
    plan: schedule(graph, { count: x.nonNegative().sum() }),
    kept: { x: Array.from({ length: n }, (_, i) => ((i * 7919) % 65_536) - 32_768) },
    query: {},
    blocks: {},
  };
}

function multiplications(): BenchProgram {
  const n = 1_000_000;
  const graph = new Graph();
  const [x, y] = [kept(graph, 'x', n, 0, 1000), kept(graph, 'y', n, 0, 1000)];
  return {
    name: 'online/multiplications-1000000',
    repetitions: 5,
    plan: schedule(graph, { sum: x.mul(y).sum() }),
    kept: { x: Array.from({ length: n }, (_, i) => i % 1001), y: Array.from({ length: n }, (_, i) => (i * 7) % 1001) },
    query: {},
    blocks: {},
  };
}

/** Treatments by outcome among similar records: two resident products, 20,000 comparisons of 8 bits, 20,000 multiplications. */
function similarRecords(): BenchProgram {
  const rows = 20_000;
  const [mutations, treatments] = [100, 100];
  const graph = new Graph();
  const genes = new ResidentBlock(graph, 'genes', rows, mutations, range(0, 1));
  const outcome = new ResidentBlock(graph, 'outcome', rows, treatments, range(0, 1));
  const node = graph.add('patient', { kind: 'query', block: 'patient' }, [], mutations, range(0, 1));
  const patient = new SecureInt(graph, node);
  const days = kept(graph, 'days', rows, 0, 4000);
  const common = genes.times(patient);
  const similar = common.sub(20).within(-100, 100, 'follows').nonNegative();
  const sums = outcome.transposedTimes(similar.mul(days));
  return {
    name: 'online/similar-records-20000',
    repetitions: 11,
    plan: schedule(graph, { sums }),
    kept: { days: Array.from({ length: rows }, (_, i) => (i * 7919) % 4000) },
    query: { patient: Array.from({ length: mutations }, (_, i) => i % 2) },
    blocks: {
      genes: { rows, width: mutations, entry: (k) => ((k * 7919) % 3) & 1 },
      outcome: { rows, width: treatments, entry: (k) => (k % 101 === 0 ? 1 : 0) },
    },
  };
}

export const PROGRAMS: readonly (() => BenchProgram)[] = [comparisons, multiplications, similarRecords];
