// A program at real parties in one process, set-up and question, from rows as people have them: tuples of a dealer, inputs masked as a
// client masks them, and everything counted beside what the planner said.

import * as assert from 'uvu/assert';
import type { Engine } from '../../src/online/engine.js';
import { forecast, type Schedule, schedule } from '../../src/secure/plan/index.js';
import { build } from '../../src/secure/program/build.js';
import { decodeOutputs } from '../../src/secure/program/decode.js';
import type { Kept, ProgramDefinition } from '../../src/secure/program/define.js';
import { encodeQuery, encodeRows } from '../../src/secure/program/encode.js';
import { instantiate } from '../../src/secure/program/instance.js';
import type { Row, Rows } from '../../src/secure/program/rows.js';
import { helperOf } from '../../src/secure/program/statement.js';
import type { Outputs, Table } from '../../src/secure/program/table.js';
import { type Prepared, prepare, runSetup } from '../../src/secure/run/index.js';
import type { BlockValues } from '../../src/sharing/range-proof/witness.js';
import type { Shares } from '../../src/sharing/shares.js';
import { leftovers } from '../support/engines.js';
import { values } from '../support/lockstep.js';
import { measure } from '../support/measure.js';
import { idsOf, type SecureInputs, type SecureWorld } from '../support/secure-run.js';

/** What the asking client learns; it is asserted that the question cost what the planner said and left no tuple over. */
export async function atParties<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept>(
  world: SecureWorld,
  definition: ProgramDefinition<P, D, Q, O, K>,
  parameters: unknown,
  rows: Rows<D>,
  query: Row<Q>,
): Promise<{ readonly [N in keyof O]: number[] }> {
  const program = instantiate(definition, parameters);
  const encoded = encodeRows(program.dataset, rows);
  const { setup, body } = build(program, {
    rows: encoded.rows,
    owners: [{ client: 'all', from: 0, to: encoded.rows }],
  });
  const own = withBits(program.dataset, encoded.values);
  const blocks = Object.fromEntries(
    Object.entries(own).map(([name, block]) => [name, { rows: encoded.rows, values: block }]),
  );
  const kept = setup === null ? [] : await keep(world, schedule(setup.graph, setup.results, 'kept'), blocks);
  const asked = withBits(program.query, encodeQuery(program.query, query));
  const plan = schedule(body.graph, body.results);
  const { outputs, planned, ran, left } = await world.run(plan, { query: asked, blocks, kept });
  assert.equal(left, {}, 'every tuple that was dealt was taken');
  assert.is(ran.rounds, planned.run.rounds, 'rounds are as planned');
  const found = Object.keys(program.outputs).flatMap((name) => [...(outputs[name] ?? [])]);
  return decodeOutputs(program.outputs, found).outputs as { readonly [N in keyof O]: number[] };
}

/** Runs the set-up; its results stay shared, a record at each party. */
async function keep(
  world: SecureWorld,
  plan: Schedule,
  blocks: NonNullable<SecureInputs['blocks']>,
): Promise<Record<string, Shares>[]> {
  const { deployment } = world;
  const matrices = await world.upload(blocks);
  const sideOf = ({ id }: Engine) => matrices[id] ?? {};
  const planned = forecast(plan, { parties: deployment.parties, matrices: idsOf(matrices[0] ?? {}) });
  const engines = await deployment.session(planned.demand);
  const ready = await measure(engines, (p) => prepare(p, plan, { matrices: sideOf(p) }));
  const prepared = values(ready.outcomes);
  const ran = await measure(engines, (p) => {
    return runSetup(p, plan, prepared[p.id] as Prepared, { matrices: sideOf(p) }, p.kernel.newArena());
  });
  const kept = values(ran.outcomes);
  assert.equal(leftovers(engines[0] as Engine), {}, 'the set-up took every tuple');
  assert.is(ran.counters.rounds, planned.run.rounds, "the set-up's rounds are as planned");
  for (const engine of engines) engine.close();
  for (const side of matrices) for (const matrix of Object.values(side)) matrix.close();
  return kept;
}

/** Blocks and, where they are kept, their bits. */
function withBits(table: Table, values: BlockValues): Record<string, bigint[]> {
  const blocks: Record<string, bigint[]> = {};
  for (const [name, form] of Object.entries(table)) {
    const block = Array.from(values[name] ?? [], (value) => BigInt(value));
    blocks[name] = block;
    const helper = helperOf(name, form);
    if (form.type !== 'uint' || !form.keepBits || helper === undefined) continue;
    blocks[helper.name] = block.flatMap((value) => {
      return Array.from({ length: form.bits }, (_, b) => (value >> BigInt(b)) & 1n);
    });
  }
  return blocks;
}
