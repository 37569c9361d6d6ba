// Time of secure operations with preprocessing at hand, without a network. Where it says so, both parties take turns on one thread, so that half
// of the figure is what one party computes; whole programs (online/...) run with each party in a thread of its own. Rounds and bytes are in counters.json; a deployment adds its round trips.

import { MessageChannel, Worker } from 'node:worker_threads';
import { generateRatings } from '../src/apps/recommender/generate.js';
import { normaliseAll } from '../src/apps/recommender/normalise.js';
import { recommenderParameters } from '../src/apps/recommender/parameters.js';
import { recommender } from '../src/apps/recommender/program.js';
import { maskShares, sliceMasks } from '../src/io/input.js';
import { Vector } from '../src/math/vector.js';
import { nonNegative } from '../src/online/compare.js';
import { comparisonDemand } from '../src/online/demand.js';
import type { Engine } from '../src/online/engine.js';
import { bindTuple } from '../src/online/matrix.js';
import { multiply } from '../src/online/multiply.js';
import { makeRowTags, openProductMasked, prepareRowMask, type RowTags } from '../src/online/row-tags.js';
import type { PooledMatrix } from '../src/pool/resident-matrix.js';
import { type Demand, mergeDemands } from '../src/preprocessing/kinds.js';
import type { Protocol } from '../src/protocol/step.js';
import { checkOpenings } from '../src/sharing/mac-check.js';
import type { Shares } from '../src/sharing/shares.js';
import { Deployment, share } from '../test/support/engines.js';
import { lockstep, values } from '../test/support/lockstep.js';
import type { Measurement } from './main.js';
import { residentMatrices } from './resident.js';
import { playPrograms, type SecureFigures } from './secure-party.js';

const PARTIES = 2;
const USERS = 10_000;
const COMPARISONS = 10_000;
const PRODUCTS = 1_000_000;
const PLACE = `${PARTIES} parties on one thread`;

/** Medians, in milliseconds; takes some seconds and about 1 GB. */
export async function onlineBench(): Promise<Measurement[]> {
  return [
    ...(await securePrograms()),
    await comparisons(20),
    await comparisons(16),
    await multiplications(),
    ...(await recommendation()),
  ];
}

/** Whole programs from masked inputs to masked outputs, checks included, a thread per party: the slower party's time. */
async function securePrograms(): Promise<Measurement[]> {
  const { port1, port2 } = new MessageChannel();
  const options = { workerData: { port: port2 }, transferList: [port2] };
  const worker = new Worker(new URL('./secure-party.js', import.meta.url), options);
  try {
    const other = new Promise<SecureFigures[]>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    const [mine, theirs] = await Promise.all([playPrograms(0, port1), other]);
    return mine.flatMap(({ name, times, bytes, rounds }, k) => {
      const slower = times.map((time, i) => Math.max(time, theirs[k]?.times[i] ?? 0));
      return [
        { name: `${name}, ${PARTIES} parties, a thread each, no network`, unit: 'ms', value: median(slower) },
        { name: `${name}, sent by a party`, unit: 'bytes', value: bytes },
        { name: `${name}, rounds`, unit: 'rounds', value: rounds },
      ];
    });
  } finally {
    port1.close();
    await worker.terminate();
  }
}

/** Runs a protocol at all parties and says how long it took. */
async function timed<T>(
  engines: readonly Engine[],
  protocol: (p: Engine) => Protocol<T>,
): Promise<{ ms: number; results: T[] }> {
  const protocols = engines.map(protocol);
  const started = performance.now();
  const { outcomes } = await lockstep(protocols);
  return { ms: performance.now() - started, results: values(outcomes) };
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return Number((sorted[sorted.length >> 1] ?? Number.NaN).toPrecision(3));
}

/** Repeats with a fresh session each time; the first run warms up and does not count. */
async function repeat(times: number, sample: () => Promise<number>): Promise<number> {
  const samples: number[] = [];
  for (let k = 0; k <= times; k++) samples.push(await sample());
  return median(samples.slice(1));
}

function end(engines: readonly Engine[]): void {
  for (const p of engines) p.abandon();
}

async function comparisons(k: number): Promise<Measurement> {
  const deployment = await Deployment.create(PARTIES);
  const numbers = Array.from({ length: COMPARISONS }, (_, i) => BigInt(i - COMPARISONS / 2));
  const value = await repeat(5, async () => {
    const engines = await deployment.session(comparisonDemand(k, 4, COMPARISONS));
    const x = share(deployment, engines, numbers);
    const { ms } = await timed(engines, (p) => nonNegative(p, x[p.id] as Shares, k));
    end(engines);
    return ms;
  });
  return { name: `${COMPARISONS} comparisons of ${k} bits, digits of 4, ${PLACE}`, unit: 'ms', value };
}

async function multiplications(): Promise<Measurement> {
  const deployment = await Deployment.create(PARTIES);
  const value = await repeat(3, async () => {
    const engines = await deployment.session([
      { kind: 'triple', n: PRODUCTS },
      { kind: 'random', n: PRODUCTS },
    ]);
    const x = engines.map((p) => p.tuples.takeRandoms(PRODUCTS));
    const { ms } = await timed(engines, (p) => multiply(p, x[p.id] as Shares, x[p.id] as Shares));
    end(engines);
    return ms;
  });
  return { name: `${PRODUCTS} multiplications, ${PLACE}`, unit: 'ms', value };
}

/** The reference recommendation: its product with row tags alone, and the whole question. */
async function recommendation(): Promise<Measurement[]> {
  const parameters = recommenderParameters({ items: 1000, dense: 20 });
  const { items, dense, sparse } = parameters;
  const rows = normaliseAll(generateRatings(USERS, 1, parameters), parameters);
  const deployment = await Deployment.create(PARTIES);
  const block = (number: number, from: number, columns: number) =>
    residentMatrices(deployment, {
      number,
      rows: USERS,
      columns,
      row: (index) => rows.subarray(index * items + from, index * items + from + columns),
    });
  const matrices = { dense: await block(1, 0, dense), sparse: await block(2, dense, sparse) };
  const product = await repeat(5, () => taggedProduct(deployment, matrices.sparse));
  const question = Vector.fromInts(deployment.kernel.newArena(), Array.from(rows.subarray(0, dense)));
  const query = await recommendationQueries(deployment, parameters, matrices, question);
  for (const matrix of [...matrices.dense, ...matrices.sparse]) matrix.close();
  const size = `${USERS} users x ${items} items`;
  return [
    { name: `product of ${USERS} x ${sparse} with row tags, ${PLACE}`, unit: 'ms', value: product },
    { name: `recommendation, ${size}, all that is local online, ${PLACE}`, unit: 'ms', value: query },
    {
      name: `recommendation, ${size}, local online compute per party, one thread`,
      unit: 'ms',
      value: Number((query / PARTIES).toPrecision(3)),
    },
  ];
}

function matvec(matrix: PooledMatrix, orientation: 'rows' | 'columns'): Demand {
  const { id, rows, columns } = matrix;
  return { kind: 'matvec', matrix: id, rows, columns, orientation, operand: { from: 'random' } };
}

async function taggedProduct(deployment: Deployment, sides: readonly PooledMatrix[]): Promise<number> {
  const [lead] = sides;
  if (lead === undefined) throw new Error('expected a party');
  const { columns, rows } = lead;
  const engines = await deployment.session([
    matvec(lead, 'rows'),
    matvec(lead, 'columns'),
    { kind: 'random', n: columns + columns + rows },
    { kind: 'triple', n: columns },
    { kind: 'zeroTest', n: 2 },
  ]);
  const side = (p: Engine) => sides[p.id] as PooledMatrix;
  const prepared = await timed(engines, function* (p) {
    const beta = p.tuples.takeRandoms(columns);
    const tags: RowTags = yield* makeRowTags(p, side(p), beta, yield* bindTuple(p, side(p), 'rows'));
    const tuple = yield* bindTuple(p, side(p), 'columns');
    const mask = yield* prepareRowMask(p, tags, tuple, p.tuples.takeRandoms(columns));
    yield* checkOpenings(p);
    return { tags, mask, x: p.tuples.takeRandoms(rows) };
  });
  const { ms } = await timed(engines, (p) => {
    const own = prepared.results[p.id];
    if (own === undefined) throw new Error(`no party ${p.id}`);
    return openProductMasked(p, side(p), own.tags, own.x, own.mask);
  });
  end(engines);
  return ms;
}

interface Matrices {
  readonly dense: readonly PooledMatrix[];
  readonly sparse: readonly PooledMatrix[];
}

/** Median time of program.run; input masks stand in for a client's reservation. */
async function recommendationQueries(
  deployment: Deployment,
  parameters: ReturnType<typeof recommenderParameters>,
  matrices: Matrices,
  question: Vector,
): Promise<number> {
  const program = recommender(parameters);
  const { dense } = parameters;
  const ids = { dense: matrices.dense[0]?.id ?? '', sparse: matrices.sparse[0]?.id ?? '' };
  const owners = [{ client: 'client', rows: { from: 0, to: USERS } }];
  const shape = { parties: deployment.parties, rows: USERS, matrixIds: new Map(Object.entries(ids)), owners };
  const dataOf = (p: Engine) => ({
    name: 'ratings',
    version: 1,
    rows: USERS,
    matrices: new Map([
      ['dense', matrices.dense[p.id] as PooledMatrix],
      ['sparse', matrices.sparse[p.id] as PooledMatrix],
    ]),
    owners,
  });
  const binding = await deployment.session(program.bindDemand(shape).flat());
  const bound = (await timed(binding, (p) => program.bind(p, dataOf(p), p.arena))).results;
  const value = await repeat(5, async () => {
    const masksPerQuery = dense + program.outputs;
    const spec = mergeDemands([{ kind: 'inputMask', n: masksPerQuery }, ...program.queryDemand(shape, 0)]);
    const engines = await deployment.session(spec);
    const masks = engines.map((p) => p.tuples.takeInputMasks(masksPerQuery));
    const r = masks.map((own) => own.value.slice(0, dense)).reduce((sum, own) => sum.add(own));
    const e = question.sub(r);
    const contexts = engines.map((p, i) => {
      const own = masks[i];
      const tags = bound[i];
      if (own === undefined || tags === undefined) throw new Error(`no party ${i}`);
      const inputMasks = maskShares(sliceMasks(own, 0, dense));
      const outputMasks = maskShares(sliceMasks(own, dense, masksPerQuery));
      return { data: dataOf(p), bound: tags, ownRows: [{ from: 0, to: 1 }], inputMasks, outputMasks };
    });
    const contextOf = (p: Engine) => contexts[p.id] as (typeof contexts)[number];
    const prepared = (await timed(engines, (p) => program.prepare(p, contextOf(p)))).results;
    const { ms } = await timed(engines, (p) => {
      const own = prepared[p.id];
      if (own === undefined) throw new Error(`no party ${p.id}`);
      return program.run(p, contextOf(p), own, e);
    });
    end(engines);
    return ms;
  });
  end(binding);
  return value;
}
