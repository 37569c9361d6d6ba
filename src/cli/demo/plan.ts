// What a demo of any program consists of: what the parties approve, and what its client process plays. Programs bring an app of
// their own (apps/); everything else (processes, keys, progress, figures, reports) is the same for all of them.

import type { TesseraClient } from '../../client/client.js';
import type { Connection } from '../client/connect.js';
import type { QueryFigures } from './messages.js';

/** Settled before anything is started. */
export interface DemoPlan {
  /** The program as the parties know it; its client is in apps/index.ts. */
  readonly program: string;
  /** Its public parameters, as they go into the parties' configuration. */
  readonly parameters: unknown;
  /** What the client reads again in its process: JSON. */
  readonly setting: unknown;
  readonly parties: number;
  /** Questions in all, of every client together. */
  readonly queries: number;
  /** Where the parties' tuples come from. */
  readonly preprocessing: 'lowgear' | 'dealer';
}

/** What a demo's client has to work with. */
export interface Stage {
  readonly connection: Connection;
  readonly dataset: string;
  readonly queries: number;
  /** One line of progress: runs the body, which advances by what it has done. */
  step<T>(title: string, total: number, body: (advance: (by: number) => void) => Promise<T>): Promise<T>;
  /** The step in which everything is uploaded; its time is reported. */
  uploading<T>(title: string, total: number, body: (advance: (by: number) => void) => Promise<T>): Promise<T>;
  /** Binds the dataset; time and figures are reported. */
  binding(client: TesseraClient): Promise<void>;
}

/** What it found. */
export interface Findings {
  /** The size fields of the result, in its order: numbers that say how large the problem was. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The answer for people, one or more lines. */
  readonly answer: string;
  /** Questions whose answer differs from the computation in the clear. */
  readonly wrong: number;
  readonly queries: readonly QueryFigures[];
  /** True where binding computes what the questions then deliver: its figures count as online, too. */
  readonly setupIsOnline: boolean;
}

export type Play = (setting: unknown, stage: Stage) => Promise<Findings>;
