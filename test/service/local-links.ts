// Links between parties of one process, without a network: whatever a session of the service needs of them.

import { toHex } from '../../src/client/encoding.js';
import { ChannelError, type CodedError, type TesseraCode } from '../../src/errors.js';
import { abortedBy } from '../../src/net/error-codes.js';
import { partsLength } from '../../src/protocol/step.js';
import type { Link, Links } from '../../src/service/ports.js';

const NOTHING = new Uint8Array(0);

/** All parties' links. */
export class LocalNetwork {
  private readonly sessions = new Map<string, LocalLink[]>();

  constructor(readonly parties: number) {}

  linksOf(party: number): Links {
    return { open: (session) => this.session(toHex(session))[party] as LocalLink };
  }

  private session(name: string): LocalLink[] {
    const known = this.sessions.get(name);
    if (known !== undefined) return known;
    const links: LocalLink[] = [];
    for (let party = 0; party < this.parties; party++) links.push(new LocalLink(party, this.parties, links));
    this.sessions.set(name, links);
    return links;
  }
}

class LocalLink implements Link {
  readonly stats = { rounds: 0, bytesSent: 0 };
  private readonly inboxes: Uint8Array[][];
  private arrived: () => void = () => undefined;
  private failure: CodedError | null = null;
  private listener: (error: CodedError) => void = () => undefined;

  constructor(
    readonly party: number,
    readonly parties: number,
    private readonly all: readonly LocalLink[],
  ) {
    this.inboxes = Array.from({ length: parties }, () => []);
  }

  async exchange(out: readonly (readonly Uint8Array[])[], expect: readonly number[]): Promise<readonly Uint8Array[]> {
    this.stats.rounds++;
    const peers = out.flatMap((parts, j) => {
      const bytes = partsLength(parts);
      if (j === this.party || (bytes === 0 && expect[j] === 0)) return [];
      this.stats.bytesSent += bytes;
      this.all[j]?.receive(this.party, Buffer.concat(parts));
      return [j];
    });
    while (peers.some((j) => this.inboxes[j]?.length === 0)) {
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
      });
    }
    return this.inboxes.map((inbox, j) => (peers.includes(j) ? new Uint8Array(inbox.shift() ?? NOTHING) : NOTHING));
  }

  close(): void {
    this.failure ??= new ChannelError('CLOSED', 'the session is closed');
  }

  onFailure(listener: (error: CodedError) => void): void {
    this.listener = listener;
  }

  abort(code: TesseraCode): void {
    if (this.failure !== null) return;
    this.failure = new ChannelError('CLOSED', code);
    for (const link of this.all) if (link !== this) link.fail(abortedBy(this.party, code));
  }

  private receive(from: number, body: Uint8Array): void {
    this.inboxes[from]?.push(body);
    this.arrived();
  }

  private fail(error: CodedError): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.arrived();
    this.listener(error);
  }
}
