// A recommender so small that everything about it takes milliseconds, people's ratings for it, and what the computation in the clear says.

import { generateRatings } from '../../src/apps/recommender/generate.js';
import { normaliseAll } from '../../src/apps/recommender/normalise.js';
import { type RecommenderParameters, recommenderParameters } from '../../src/apps/recommender/parameters.js';
import { type Aggregate, aggregate } from '../../src/apps/recommender/plain.js';
import { queryStatement, uploadStatement } from '../../src/apps/recommender/statements.js';
import type { BoundDataset, TesseraClient } from '../../src/client/client.js';
import type { PreparedQuery } from '../../src/client/query.js';

export const DATASET = 'ratings';
export const OPTIONS = { items: 9, dense: 3, scale: 50, delta: 0.9, minimumNeighbours: 2, digitWidth: 4 };
export const PARAMETERS = recommenderParameters(OPTIONS);

/** Rows of people, normalised: users x items integers. */
export class People {
  readonly rows: Uint16Array;

  constructor(
    readonly users: number,
    seed: number,
    readonly p: RecommenderParameters = PARAMETERS,
  ) {
    this.rows = normaliseAll(generateRatings(users, seed, p), p);
  }

  dense(from: number, to: number): Uint16Array {
    return this.columns(from, to, 0, this.p.dense);
  }

  sparse(from: number, to: number): Uint16Array {
    return this.columns(from, to, this.p.dense, this.p.items);
  }

  /** Rows from..to-1 as blocks of the upload statement. */
  blocks(from: number, to: number): { dense: Uint16Array; sparse: Uint16Array } {
    return { dense: this.dense(from, to), sparse: this.sparse(from, to) };
  }

  async upload(client: TesseraClient, from: number, to: number): Promise<string> {
    return (await client.upload(DATASET, uploadStatement(this.p), this.blocks(from, to))).id;
  }

  prepare(client: TesseraClient): Promise<PreparedQuery> {
    const { p } = this;
    const statement = queryStatement(p);
    return client.prepareQuery({ program: 'recommender', dataset: DATASET, statement, outputs: 1 + p.sparse });
  }

  /** Asks for one person. */
  async ask(prepared: PreparedQuery, person: number): Promise<number[]> {
    return (await prepared.run({ dense: this.dense(person, person + 1) })).toNumbers();
  }

  /**
   * The right answer for one person from the rows of others.
   * @param among whose rows are in the dataset, the asker's own left out
   */
  expected(person: number, among: readonly number[]): number[] {
    const { items, dense } = this.p;
    const rows = new Uint16Array(among.length * items);
    among.forEach((user, k) => {
      rows.set(this.rows.subarray(user * items, (user + 1) * items), k * items);
    });
    const query = this.rows.slice(person * items, person * items + dense);
    return flat(aggregate(rows, query, undefined, this.p));
  }

  private columns(from: number, to: number, first: number, last: number): Uint16Array {
    const { items } = this.p;
    const out = new Uint16Array((to - from) * (last - first));
    for (let user = from; user < to; user++) {
      out.set(this.rows.subarray(user * items + first, user * items + last), (user - from) * (last - first));
    }
    return out;
  }
}

function flat({ neighbours, sums }: Aggregate): number[] {
  return [neighbours, ...sums];
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

/** What was bound, without what it cost. */
export function versionOf({ version, rows }: BoundDataset): { version: number; rows: number } {
  return { version, rows };
}
