// The demo from beginning to end: a deployment of its own, its processes, the client's work, and no trace afterwards.

import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import type { Progress, Step } from '../render/progress.js';
import { interruptible } from '../shutdown.js';
import { ClientListener } from './client-listener.js';
import { createDeployment, type Deployment, withTemporaryDirectory } from './deployment.js';
import type { Job, Outcome } from './messages.js';
import type { DemoPlan } from './plan.js';
import { ProcessGroup } from './process-group.js';

const DATASET = 'demo';

/**
 * @param makePlan  settles everything before anything is started; what it writes into `dir` goes at the end
 * @throws CliFailure PROCESS_ENDED, INTERRUPTED, or with the code that stopped the client
 * @returns what the client found, correct or not
 */
export async function runDemo(
  makePlan: (dir: string) => Promise<DemoPlan>,
  progress: Progress,
  { debug }: { readonly debug: boolean },
): Promise<Outcome> {
  return await interruptible((interrupted) =>
    withTemporaryDirectory(async (dir) => {
      const plan = await Promise.race([interrupted, makePlan(dir)]);
      const group = new ProcessGroup({ everywhere: debug ? ['--debug'] : [] });
      const stopped = Promise.race([interrupted, group.failed]);
      try {
        return await Promise.race([stopped, play(plan, dir, { group, stopped, progress })]);
      } catch (error) {
        throw withComplaints(error, group);
      } finally {
        await group.stop();
      }
    }),
  );
}

/** What the parts of a demo share. */
interface Backstage {
  readonly group: ProcessGroup;
  /** Rejects when everything must end. */
  readonly stopped: Promise<never>;
  readonly progress: Progress;
}

async function play(plan: DemoPlan, dir: string, stage: Backstage): Promise<Outcome> {
  const { parties, program, parameters, queries, preprocessing } = plan;
  const dataset = { name: DATASET, program, parameters, queriesPerClient: queries };
  const dealer = preprocessing === 'dealer';
  // The tuples of all questions are made before the first, so that what a question takes is not mixed up with making more.
  const stock = { queries: { low: 0, high: queries } };
  const deployment = await createDeployment(dir, { parties, dealer, dataset, ...(dealer ? {} : { stock }) });
  const title = dealer
    ? `starting a dealer and ${parties} parties`
    : `starting ${parties} parties, who make their keys`;
  await stage.progress.step(title, parties + (dealer ? 1 : 0), (step) =>
    Promise.race([stage.stopped, startServers(deployment, stage.group, step)]),
  );
  const job = join(dir, 'job.json');
  await writeFile(job, JSON.stringify(jobOf(plan, deployment)));
  return await runClient(job, stage);
}

/** A failure at the client often has its reason at a party. */
function withComplaints(error: unknown, group: ProcessGroup): unknown {
  if (!(error instanceof CliFailure) || error.exitCode === EXIT.interrupted || error.detail.length > 0) return error;
  const complaints = group.complaints();
  if (complaints.length === 0) return error;
  const detail = ['the servers logged:', ...complaints.map((line) => `  ${line}`)];
  return new CliFailure(error.code, error.message, error.exitCode, error.advice, detail);
}

async function startServers({ dealer, parties }: Deployment, group: ProcessGroup, step: Step): Promise<void> {
  const start = async (name: string, args: readonly string[]) => {
    await group.startServer(name, args);
    step.advance();
  };
  // All parties share this machine; on its own one, a party takes all cores.
  const threads = String(Math.max(1, Math.floor(availableParallelism() / parties.length)));
  const preprocessing = dealer === null ? 'lowgear' : 'dealer';
  await Promise.all([
    ...(dealer === null ? [] : [start('dealer', ['dealer', '--config', dealer])]),
    ...parties.map((config, id) =>
      start(`party ${id}`, ['party', '--config', config, '--preprocessing', preprocessing, '--threads', threads]),
    ),
  ]);
}

function jobOf({ program, setting, queries }: DemoPlan, { clients }: Deployment): Job {
  return { program, clients, dataset: DATASET, setting, queries };
}

/** Runs the client process and turns what it tells into progress and an outcome. */
async function runClient(job: string, { group, stopped, progress }: Backstage): Promise<Outcome> {
  const listener = new ClientListener(progress, stopped);
  const ended = group.runTask('client', ['client', 'run-demo', '--job', job], (line) => listener.hear(line));
  await Promise.race([ended, listener.failed]);
  const { outcome } = listener;
  if (outcome === undefined) throw new CliFailure('INTERNAL', 'the client ended without an outcome', EXIT.failed);
  return outcome;
}
