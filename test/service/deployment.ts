// A real deployment in this process: a dealer (unless the parties make their tuples themselves) and n parties with keys of their own on free ports of the loopback interface, started as the
// command line starts them, and clients that talk to them over TLS. Whatever anybody logs is kept for inspection.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDealer } from '../../src/cli/compose/dealer.js';
import { type PartyOptions, startParty } from '../../src/cli/compose/party.js';
import type { Running } from '../../src/cli/compose/running.js';
import { freePorts } from '../../src/cli/demo/ports.js';
import { TesseraClient } from '../../src/client/client.js';
import { ClientKey } from '../../src/client/key.js';
import { HttpsTransport } from '../../src/client/node/transport.js';
import type { Transport } from '../../src/client/transport.js';
import { Kernel } from '../../src/kernel/index.js';
import { keygen } from '../../src/net/keygen.js';
import { DATASET, OPTIONS } from './ratings.js';

const HOST = '127.0.0.1';

export interface LogEntry {
  readonly who: string;
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DeploymentOptions {
  readonly parties: number;
  /** Options of the recommender. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Further settings of the dataset. */
  readonly dataset?: Readonly<Record<string, unknown>>;
  /** Limits of the parties' network. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Limits of the parties' service. */
  readonly service?: Readonly<Record<string, number>>;
  /** What the parties keep in stock. */
  readonly stock?: Readonly<Record<string, unknown>>;
  /** Further fields of a party's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly compose?: Partial<PartyOptions>;
}

export class Deployment {
  readonly log: LogEntry[] = [];
  readonly running: (Running | undefined)[] = [];
  private dealer: Running | undefined;
  private readonly transports: HttpsTransport[] = [];

  private constructor(
    readonly options: DeploymentOptions,
    readonly kernel: Kernel,
    readonly dir: string,
    readonly origins: readonly string[],
    readonly ca: string,
  ) {}

  static async start(options: DeploymentOptions): Promise<Deployment> {
    const { parties } = options;
    const dir = await mkdtemp(join(tmpdir(), 'tessera-service-'));
    const basePort = await freePorts(HOST, parties + 1);
    await keygen({ dir, parties, hosts: [HOST], basePort, dealer: true });
    const origins = Array.from({ length: parties }, (_, id) => `https://${HOST}:${basePort + id}`);
    const ca = await readFile(join(dir, 'ca.pem'), 'utf8');
    const deployment = new Deployment(options, await Kernel.load(), dir, origins, ca);
    for (let id = 0; id < parties; id++) await deployment.configure(id);
    try {
      await Promise.all([deployment.startDealer(), ...origins.map((_, id) => deployment.startParty(id))]);
      return deployment;
    } catch (error) {
      await deployment.close();
      throw error;
    }
  }

  get parties(): number {
    return this.options.parties;
  }

  /** Clients' way to the parties; shared connections. */
  transport(connections = 4, timeoutMs = 30_000): HttpsTransport {
    const transport = new HttpsTransport({ origins: this.origins, ca: this.ca, connections, timeoutMs });
    this.transports.push(transport);
    return transport;
  }

  /** @param attempts of what may be tried again     @param key a new one by default */
  async client(transport: Transport, key?: ClientKey, attempts = 1): Promise<TesseraClient> {
    return await TesseraClient.create({
      parties: this.parties,
      transport,
      kernel: this.kernel,
      key: key ?? (await ClientKey.generate()),
      retry: { attempts },
    });
  }

  /** So many people with keys of their own. */
  async clients(transport: Transport, count: number): Promise<TesseraClient[]> {
    return await Promise.all(Array.from({ length: count }, () => this.client(transport)));
  }

  async startDealer(): Promise<void> {
    if (this.options.compose?.preprocessing === 'lowgear') return;
    this.dealer = await startDealer(join(this.dir, 'dealer.json'), { log: this.logOf('dealer'), threads: 1 });
  }

  async stopDealer(): Promise<void> {
    await this.dealer?.close();
    this.dealer = undefined;
  }

  async startParty(id: number): Promise<void> {
    this.running[id] = await startParty(join(this.dir, `party-${id}.json`), {
      log: this.logOf(`party ${id}`),
      preprocessing: 'dealer',
      threads: 1,
      ...this.options.compose,
    });
  }

  async stopParty(id: number): Promise<void> {
    await this.running[id]?.close();
    this.running[id] = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.transports.map((transport) => transport.close()));
    await Promise.all(this.origins.map((_, id) => this.stopParty(id)));
    await this.stopDealer();
    await rm(this.dir, { recursive: true, force: true });
  }

  private async configure(id: number): Promise<void> {
    const { parameters, dataset, limits, service, stock, config } = this.options;
    const file = join(this.dir, `party-${id}.json`);
    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const offered = { [DATASET]: { program: 'recommender', parameters: { ...OPTIONS, ...parameters }, ...dataset } };
    const own = {
      limits: limits ?? {},
      service: { datasets: offered, ...(service && { limits: service }), ...(stock && { stock }) },
    };
    await writeFile(file, JSON.stringify({ ...written, ...own, ...config }));
  }

  private logOf(who: string) {
    return (level: string, event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      this.log.push({ who, level, event, fields });
    };
  }
}
