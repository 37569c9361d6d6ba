// Products as a protocol: requests out, answers back, MACs of the results. Nothing is checked yet.

import type { Vector } from '../../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import type { ZeroTestTriple } from '../../sharing/party.js';
import { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import { authenticate, cut, joined } from './authenticate.js';
import { columnsOf, type ProductColumns, productMacBytes } from './product-columns.js';
import { type ProductJob, type ProductKind, productAnswerBytes } from './product-tasks.js';
import type { Requests } from './request-stock.js';
import { exchangeParts, type LowGearSession, runTasks } from './session.js';

/** Requests that one task answers, about: the pool's threads share a production by tasks. */
const TASK_REQUESTS = 9;

/** a, b_f and c_f = a b_f with MACs, and what their sacrifice takes: a', and c'_f = sum over all slots of a' b_f. */
export interface Products {
  readonly a: Shares;
  readonly b: readonly Shares[];
  readonly c: readonly Shares[];
  readonly a2: Shares;
  /** One element for each f. */
  readonly sums: Shares;
}

/** A part of a production, which one task does; the jobs of all parties have the same shape. */
type Job = Omit<ProductJob, 'ring' | 'noise'>;

/**
 * groups * N products of each f, unchecked: see `sacrifice`.
 * @param fanOut b's for each a  @cost rounds 2, and 1 for requests that are not in stock; groups * fanOut requests
 * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED @source [KPR18]
 */
export function* makeTriples(p: LowGearSession, groups: number, fanOut: number): Protocol<Products> {
  const { columns, macs, sums } = yield* makeProducts(p, 'triple', groups, fanOut);
  const each = fanOut === 0 ? [] : Array.from({ length: fanOut }, (_, f) => f);
  return {
    ...drawn(p, columns, groups),
    b: each.map((f) => new Shares(column(p, columns, 'b', groups, f), column(p, columns, 'bMac', groups, f))),
    c: each.map((f) => new Shares(column(p, columns, 'c', groups, f), columnOf(p, macs, groups, f))),
    sums,
  };
}

/** groups * N squares c = a^2, unchecked; b is a. @cost and @throws as makeTriples, fanOut 1 */
export function* makeSquares(p: LowGearSession, groups: number): Protocol<Products> {
  const { columns, macs, sums } = yield* makeProducts(p, 'square', groups, 1);
  const { a, a2 } = drawn(p, columns, groups);
  return {
    a,
    a2,
    b: [a],
    c: [new Shares(column(p, columns, 'c', groups), columnOf(p, macs, groups))],
    sums,
  };
}

/**
 * groups * N products without MACs, for zero tests, which need no more: docs/security-arguments.md, "Raw zero-test
 * triples".
 * @cost rounds 1, and 1 for requests that are not in stock; groups requests
 */
export function* makeRawProducts(p: LowGearSession, groups: number): Protocol<ZeroTestTriple> {
  const { columns } = yield* openedProducts(p, 'raw', groups, 1);
  return {
    a: column(p, columns, 'a', groups),
    b: column(p, columns, 'b', groups),
    c: column(p, columns, 'c', groups),
  };
}

function drawn(p: LowGearSession, columns: readonly ProductColumns[], groups: number) {
  const shares = (name: string) =>
    new Shares(column(p, columns, name, groups), column(p, columns, `${name}Mac`, groups));
  return { a: shares('a'), a2: shares('a2') };
}

/** Columns of all jobs, the finished MACs of their c's, and the authenticated sums of a' b_f. */
function* makeProducts(p: LowGearSession, kind: ProductKind, groups: number, fanOut: number) {
  const opened = yield* openedProducts(p, kind, groups, fanOut);
  const [macs, sums] = yield* parallel([finishMacs(p, opened), authenticate(p, totals(p, opened.columns, fanOut))]);
  return { columns: opened.columns, macs, sums };
}

interface Opened {
  readonly jobs: readonly Job[];
  readonly columns: readonly ProductColumns[];
  /** By peer and job: answers for the MACs of c. */
  readonly messages: readonly (readonly Uint8Array[])[];
}

function* openedProducts(p: LowGearSession, kind: ProductKind, groups: number, fanOut: number): Protocol<Opened> {
  const { ring } = p.workshop;
  const requests = yield* p.workshop.requests.take(p, groups * fanOut);
  const parts = partsOf(p, kind, groups, fanOut, requests);
  const jobs = parts.map((part) => part.job);
  const answered = yield* runTasks(
    p,
    'answerProducts',
    parts.map(({ job, theirs }) => ({ ...job, ring, theirs, noise: p.random(SEED_BYTES) })),
  );
  requests.used();
  const sent = jobs.map((job) => p.peers.map((j) => productAnswerBytes(job, p.id, j)));
  const taken = answered.map((result, c) => takeApart(result, sent[c] as number[]));
  const expected = p.peers.map((j) => jobs.map((job) => productAnswerBytes(job, j, p.id)));
  const received = yield* exchangeParts(
    p,
    p.peers.map((_, k) => taken.map(({ messages }) => messages[k] as Uint8Array)),
    expected.map((lengths) => lengths.reduce((sum, length) => sum + length, 0)),
  );
  const answers = received.map((bytes, k) => cut(bytes, expected[k] as number[]));
  const kept = taken.map(({ rest }) => p.keep(rest));
  const results = yield* runTasks(
    p,
    'openProducts',
    jobs.map((job, c) => ({
      ...job,
      ring,
      kept: kept[c] as Uint8Array,
      answers: answers.map((ofJob) => ofJob[c] as Uint8Array),
      noise: p.random(SEED_BYTES),
    })),
  );
  p.giveBack(...received, ...kept);
  const cuts = results.map((result, c) => {
    const length = productMacBytes(jobs[c] as Job);
    return takeApart(
      result,
      p.peers.map(() => length),
    );
  });
  return {
    jobs,
    columns: cuts.map(({ rest }, c) => columnsOf(jobs[c] as Job, rest)),
    messages: p.peers.map((_, k) => cuts.map(({ messages }) => messages[k] as Uint8Array)),
  };
}

/** The MAC shares of the c's of each job. */
function* finishMacs(p: LowGearSession, { jobs, columns, messages }: Opened): Protocol<Uint8Array[]> {
  const { ring } = p.workshop;
  const lengths = jobs.map(productMacBytes);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const received = yield* exchangeParts(
    p,
    messages,
    p.peers.map(() => total),
  );
  const answers = received.map((bytes) => cut(bytes, lengths));
  const own = columns.map(({ c, cTags }) => ({ values: p.keep(c as Uint8Array), tags: p.keep(cTags as Uint8Array) }));
  const macs = yield* runTasks(
    p,
    'openMacs',
    own.map((shares, job) => ({
      ring,
      n: shares.values.length / ELEMENT_BYTES,
      answers: answers.map((ofJob) => ofJob[job] as Uint8Array),
      own: shares,
    })),
  );
  p.giveBack(...received, ...own.flatMap(({ values, tags }) => [values, tags]));
  return macs;
}

/** Cuts a production into jobs, each with its requests. */
function partsOf(p: LowGearSession, kind: ProductKind, groups: number, fanOut: number, requests: Requests) {
  const step = Math.max(1, Math.floor(TASK_REQUESTS / fanOut));
  return Array.from({ length: Math.ceil(groups / step) }, (_, c) => {
    const [from, to] = [c * step, Math.min(groups, (c + 1) * step)];
    const range = [from * fanOut, to * fanOut] as const;
    const own = requests.own.slice(...range);
    const job: Job = { kind, groups: to - from, fanOut, seed: p.random(SEED_BYTES), own };
    return { job, theirs: requests.theirs.map((ciphertexts) => ciphertexts.slice(...range)) };
  });
}

/** Leading parts of the given lengths, and the rest. */
function takeApart(result: Uint8Array, lengths: readonly number[]) {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return { messages: cut(result, lengths), rest: result.subarray(total) };
}

/** Column `name` of number f, of all jobs. */
function column(p: LowGearSession, columns: readonly ProductColumns[], name: string, groups: number, f = 0): Vector {
  return columnOf(
    p,
    columns.map((ofJob) => ofJob[name] as Uint8Array),
    groups,
    f,
  );
}

/** The same of one buffer per job, which holds the columns of all f. */
function columnOf(p: LowGearSession, buffers: readonly Uint8Array[], groups: number, f = 0): Vector {
  const fanOut = Math.round(buffers.reduce((sum, bytes) => sum + bytes.length, 0) / (groups * DEGREE * ELEMENT_BYTES));
  const pieces = buffers.map((bytes) => bytes.subarray((f * bytes.length) / fanOut, ((f + 1) * bytes.length) / fanOut));
  return joined(p, groups * DEGREE, pieces);
}

/** This party's shares of sum a' b_f over all jobs. */
function totals(p: LowGearSession, columns: readonly ProductColumns[], fanOut: number): Vector {
  return columns.map(({ sums }) => joined(p, fanOut, [sums as Uint8Array])).reduce((total, part) => total.add(part));
}
