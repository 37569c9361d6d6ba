// A deployment that lives as long as the demo: keys and configurations in a directory of its own, which only this user can
// read and which is removed at the end, whatever the end is.

import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { keygen } from '../../net/keygen.js';
import { freePorts } from './ports.js';

const HOST = '127.0.0.1';

/** One dataset that all parties approve, as it stands in their configuration. */
export interface OfferedDataset {
  readonly name: string;
  readonly program: string;
  readonly parameters: unknown;
  /** Queries that one client may ask; without it the default of the parties. */
  readonly queriesPerClient?: number;
}

export interface Deployment {
  readonly dir: string;
  /** parties.json, what clients read. */
  readonly clients: string;
  /** One configuration per party. */
  readonly parties: readonly string[];
  /** Nobody, where the parties make their tuples themselves. */
  readonly dealer: string | null;
}

/** Runs the body with a directory of its own and removes it afterwards, at the latest when the process ends. */
export async function withTemporaryDirectory<T>(body: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'tessera-demo-'));
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  try {
    return await body(dir);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

export interface DeploymentSetting {
  readonly parties: number;
  /** Whether there is a dealer besides. */
  readonly dealer: boolean;
  readonly dataset: OfferedDataset;
  /** What the parties keep in stock, where they make their tuples themselves. */
  readonly stock?: unknown;
}

/** Writes keys and configurations of n parties, and a dealer if there is one, on free ports of this machine. */
export async function createDeployment(
  dir: string,
  { parties, dealer, dataset, stock }: DeploymentSetting,
): Promise<Deployment> {
  const basePort = await freePorts(HOST, parties + (dealer ? 1 : 0));
  await keygen({ dir, parties, hosts: [HOST], basePort, dealer });
  const files = Array.from({ length: parties }, (_, id) => join(dir, `party-${id}.json`));
  for (const file of files) await offer(file, dataset, stock);
  const clients = join(dir, 'parties.json');
  return { dir, clients, parties: files, dealer: dealer ? join(dir, 'dealer.json') : null };
}

/** Adds a dataset to a party's configuration. */
async function offer(file: string, { name, ...dataset }: OfferedDataset, stock: unknown): Promise<void> {
  const config = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  const service = { datasets: { [name]: dataset }, ...(stock === undefined ? {} : { stock }) };
  await writeFile(file, JSON.stringify({ ...config, service }, undefined, 2));
}
