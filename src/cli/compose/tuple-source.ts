// What both sources of tuples are put together from, and what they come to.

import type { Arena, Kernel } from '../../kernel/index.js';
import type { PartyConfig } from '../../net/config.js';
import type { PeerMesh } from '../../net/peers.js';
import type { TaskRunner } from '../../preprocessing/tasks.js';
import type { PreprocessingStatus } from '../../service/lowgear/status.js';
import type { Log, TupleProvider } from '../../service/ports.js';
import type { Teardown } from './running.js';

export interface SourceParts {
  readonly config: PartyConfig;
  readonly kernel: Kernel;
  /** Holds alpha_i for as long as the party lives. */
  readonly arena: Arena;
  readonly runner: TaskRunner;
  readonly teardown: Teardown;
  readonly log: Log;
  /** 32 bytes: hash of all parties' identities. */
  readonly peersDigest: Uint8Array;
}

export interface Tuples {
  readonly tuples: TupleProvider;
  /** Whether a session could have tuples now. */
  usable(): boolean;
  status(): PreprocessingStatus;
  /** Production in the background, which gives way to questions. */
  readonly production?: { pause(): Promise<void>; resume(): void };
}

/** Connects the source once the parties are connected; resolves when there is a key. */
export type TupleSourceStart = (mesh: PeerMesh) => Promise<Tuples>;
