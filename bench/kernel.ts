// The kernel on one thread: time per element of each operation. All operations are measured in short turns, several
// rounds of them, and the median over the rounds is reported, so that a disturbance does not fall on one of them alone.
import { Bench } from 'tinybench';
import { Kernel, Shard } from '../src/kernel/index.js';
import type { Measurement } from './main.js';

const ROUNDS = 5;
const TURN_MS = 40;

interface Operation {
  readonly name: string;
  readonly unit: 'ns' | 'MB/s';
  /** Elements, multiply-accumulates or bytes per call. */
  readonly items: number;
  run(): void;
}

/** Medians of all operations, nanoseconds per item or megabytes per second. */
export async function kernelBench(): Promise<Measurement[]> {
  const operations = await prepare();
  const bench = new Bench({ time: TURN_MS, iterations: 3, warmupTime: 10, warmupIterations: 2 });
  for (const { name, run } of operations) bench.add(name, run);
  const medians = operations.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    await bench.run();
    bench.tasks.forEach((task, i) => {
      const { result } = task;
      if (!('latency' in result)) throw new Error(`"${task.name}" was not measured: ${result.state}`);
      medians[i]?.push(result.latency.p50);
    });
  }
  return operations.map(({ name, unit, items }, i) => {
    const sorted = (medians[i] as number[]).sort((a, b) => a - b);
    const nanoseconds = ((sorted[ROUNDS >> 1] as number) * 1e6) / items;
    return { name, unit, value: round(unit === 'ns' ? nanoseconds : 1e3 / nanoseconds) };
  });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

async function prepare(): Promise<Operation[]> {
  const kernel = await Kernel.load();
  return [...elementwise(kernel), ...products(kernel), ...(await shards(kernel)), ...streams(kernel)];
}

/** Uniform vectors, all different. */
function vectors(kernel: Kernel) {
  const arena = kernel.newArena();
  const seed = new Uint8Array(32);
  let stream = 0;
  return (n: number) => {
    const span = arena.alloc(n);
    kernel.expandInto(seed, stream++, span);
    return span;
  };
}

function elementwise(kernel: Kernel): Operation[] {
  const uniform = vectors(kernel);
  const n = 10_000;
  const calls = 8;
  const [x, y, z, zMac, k, z1] = [uniform(n), uniform(n), uniform(n), uniform(n), uniform(1), uniform(1)];
  const [a, b, c, aMac, bMac, cMac] = [uniform(n), uniform(n), uniform(n), uniform(n), uniform(n), uniform(n)];
  const triple = { a, b, c, aMac, bMac, cMac };
  const each: readonly (readonly [string, () => void])[] = [
    ['add', () => kernel.addInto(x, y, z)],
    ['sub', () => kernel.subInto(x, y, z)],
    ['mul', () => kernel.mulInto(x, y, z)],
    ['scale', () => kernel.scaleInto(k, x, z)],
    ['axpy', () => kernel.axpyInto(k, x, z)],
    ['sum', () => kernel.sumInto(x, z1)],
    ['inner product', () => kernel.innerInto(x, y, z1)],
    ['Beaver, value', () => kernel.beaverInto(triple, x, y, true, z)],
    ['Beaver, value and MAC', () => kernel.beaverSharesInto(triple, x, y, k, true, z, zMac)],
    ['uniform elements', () => kernel.expandInto(new Uint8Array(32), 1, z)],
  ];
  return each.map(([name, once]) => ({
    name: `${name}, per element of ${n.toLocaleString('en')}`,
    unit: 'ns',
    items: calls * n,
    run: () => {
      for (let i = 0; i < calls; i++) once();
    },
  }));
}

function products(kernel: Kernel): Operation[] {
  const uniform = vectors(kernel);
  const large = uniform(10_000 * 980);
  const shapes = [
    { rows: 10_000, cols: 980, count: 1 },
    { rows: 100, cols: 980, count: 1 },
    { rows: 10_000, cols: 980, count: 8 },
  ];
  return shapes.flatMap(({ rows, cols, count }): Operation[] => {
    const A = large.slice(0, rows * cols);
    const [inputs, outputs] = [
      Array.from({ length: count }, () => uniform(cols)),
      Array.from({ length: count }, () => uniform(rows)),
    ];
    const what = `${rows.toLocaleString('en')} x ${cols}, ${count === 1 ? '1 vector' : `${count} vectors`}, per product`;
    const items = rows * cols * count;
    return [
      { name: `A x, ${what}`, unit: 'ns', items, run: () => kernel.matVecsInto(A, rows, cols, inputs, outputs) },
      { name: `A^T x, ${what}`, unit: 'ns', items, run: () => kernel.matTVecsInto(A, rows, cols, outputs, inputs) },
    ];
  });
}

async function shards(kernel: Kernel): Promise<Operation[]> {
  const uniform = vectors(kernel);
  const [rows, cols] = [10_000, 980];
  const shard = await Shard.create(rows, cols, { slots: 1 });
  for (let row = 0; row < rows; row += 1000) shard.writeRowsFrom(kernel, row, uniform(1000 * cols));
  const [x, w] = [kernel.toBytes(uniform(cols)), kernel.toBytes(uniform(rows))];
  const items = rows * cols;
  return [
    { name: 'shard A x, 10,000 x 980, per product', unit: 'ns', items, run: () => void shard.multiply(x) },
    { name: 'shard A^T x, 10,000 x 980, per product', unit: 'ns', items, run: () => void shard.multiplyTransposed(w) },
  ];
}

function streams(kernel: Kernel): Operation[] {
  const megabyte = new Uint8Array(1e6);
  const short = new Uint8Array(64);
  const seed = new Uint8Array(32);
  return [
    { name: 'ChaCha12, 1 MB', unit: 'MB/s', items: 1e6, run: () => void kernel.expandBytes(seed, 1, 1e6) },
    { name: 'SHA-256, 1 MB', unit: 'MB/s', items: 1e6, run: () => void kernel.sha256([megabyte]) },
    { name: 'SHA-256, 64 bytes, per call', unit: 'ns', items: 1, run: () => void kernel.sha256([short]) },
  ];
}
