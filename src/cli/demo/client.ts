// The client process of a demo: it plays all clients, each with a key of its own, and tells what happens in lines of JSON. What
// they upload and ask is the app's affair.

import { readFile } from 'node:fs/promises';
import { type Connection, openConnection } from '../client/connect.js';
import { PartyStatus } from '../client/status-form.js';
import { EXIT } from '../exit-code.js';
import { explain } from '../failure.js';
import { endWithParent } from '../shutdown.js';
import { playOf } from './apps/index.js';
import { type ClientEvent, Job, type Outcome, type SetupFigures, setupFigures } from './messages.js';
import type { Stage } from './plan.js';

type Emit = (event: ClientEvent) => void;

/**
 * @param jobFile  written by the demo
 * @param write    gets one event per line
 * @throws whatever stopped it, after reporting it
 */
export async function runDemoClient(jobFile: string, write: (line: string) => void): Promise<void> {
  endWithParent();
  const emit: Emit = (event) => write(JSON.stringify(event));
  try {
    const job = Job.parse(JSON.parse(await readFile(jobFile, 'utf8')));
    const connection = await openConnection(job.clients);
    try {
      emit({ event: 'outcome', outcome: await play(job, connection, emit) });
    } finally {
      await connection.close();
    }
  } catch (error) {
    const { code, message, exitCode, advice } = explain(error);
    const known = exitCode === EXIT.ok || exitCode === EXIT.interrupted ? EXIT.failed : exitCode;
    emit({ event: 'failure', code, message, exitCode: known, ...(advice === undefined ? {} : { advice }) });
    throw error;
  }
}

async function play(job: Job, connection: Connection, emit: Emit): Promise<Outcome> {
  const times = { uploadMs: 0, bindMs: 0 };
  let setup: SetupFigures | undefined;
  const step: Stage['step'] = async (title, total, body) => {
    emit({ event: 'step', title, total });
    const result = await body((by) => emit({ event: 'advance', by }));
    emit({ event: 'done' });
    return result;
  };
  const stage: Stage = {
    connection,
    dataset: job.dataset,
    queries: job.queries,
    step,
    uploading: async (title, total, body) => {
      const started = performance.now();
      const result = await step(title, total, body);
      times.uploadMs += performance.now() - started;
      return result;
    },
    binding: async (client) => {
      const started = performance.now();
      const bound = await step('binding the dataset', 1, () => client.bind(job.dataset));
      times.bindMs += performance.now() - started;
      setup = setupFigures(bound.stats);
    },
  };
  const { sizes, answer, wrong, queries, setupIsOnline } = await (await playOf(job.program))(job.setting, stage);
  if (setup === undefined) throw new Error(`the demo of ${job.program} has bound nothing`);
  const status = (await (await connection.client()).status()).map((party) => PartyStatus.parse(party));
  return {
    program: job.program,
    sizes,
    answer,
    wrong,
    ...times,
    setup,
    setupIsOnline,
    queries: [...queries],
    preprocessing: status[0]?.preprocessing.kind ?? 'dealer',
    memoryMB: status.map(({ memoryMB }) => memoryMB),
  };
}
