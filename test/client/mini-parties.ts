// All parties of a small service in one process, behind the client's transport port: the API on top of io's functions, without network,
// datasets or jobs. An adversary may change what a party answers, what travels between the parties, and what arrives.

import { fromHex } from '../../src/client/encoding.js';
import { verifySignature } from '../../src/client/signing.js';
import type { ClientAnswer, ClientRequest, Transport } from '../../src/client/transport.js';
import { ChannelError, SecurityAbort, TesseraError, UsageError } from '../../src/errors.js';
import { confirmationDigest, inputDigest, queryDigest, seedDigest, sumDigest } from '../../src/io/digests.js';
import { challengeMasks, concludeInput, maskedInput, maskShares, sliceMasks } from '../../src/io/input.js';
import { type MaskLayout, maskLayout, type ProofMode, proofLength } from '../../src/io/layout.js';
import { join, readConfirmation, readInput, readQuery, writeMasks } from '../../src/io/messages.js';
import { deliver } from '../../src/io/output.js';
import { verify } from '../../src/io/range-proof.js';
import { Reservation } from '../../src/io/reservation.js';
import type { Statement } from '../../src/io/statement.js';
import { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import type { InputMasks } from '../../src/preprocessing/source.js';
import type { Protocol } from '../../src/protocol/step.js';
import { engines, kernel } from '../io/support.js';
import { type Adversary, honest, lockstep } from '../support/lockstep.js';

/** One party's side of one reservation. */
interface Held {
  readonly engine: Engine;
  readonly reservation: Reservation;
  readonly statement: Statement;
  readonly rows: number;
  readonly mode: ProofMode;
  readonly layout: MaskLayout;
  readonly masks: InputMasks;
  readonly challenge: Uint8Array;
  e?: Vector;
}

interface Meeting {
  readonly protocols: Map<number, Protocol<unknown>>;
  readonly settle: Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>;
  /** The party that will not come. */
  stopped?: number;
}

export interface MiniOptions {
  readonly parties: number;
  readonly upload: Statement;
  /** Its answer is three times its first inputs. */
  readonly query: Statement;
  readonly outputs: number;
}

export class MiniParties implements Transport {
  /** Changes a party's answer on its way to the client. */
  tamper: (party: number, path: string, body: Uint8Array) => Uint8Array = (_, __, body) => body;
  /** Fails requests before a party sees them. */
  network: (party: number, path: string) => void = () => undefined;
  adversary: Adversary = honest;
  /** The uploads that each party accepted. */
  readonly accepted: { readonly party: number; readonly id: string }[] = [];
  readonly requests: { readonly party: number; readonly request: ClientRequest }[] = [];
  private readonly held = new Map<string, Held>();
  private readonly meetings = new Map<string, Meeting>();
  private readonly sessions = new Map<string, Engine[]>();
  private seed = 10;

  constructor(readonly options: MiniOptions) {}

  async request(party: number, request: ClientRequest): Promise<ClientAnswer> {
    this.requests.push({ party, request });
    this.network(party, request.path);
    try {
      const body = await Promise.race([this.serve(party, request), hungUp(request.signal)]);
      return { status: 200, body: this.tamper(party, request.path, body), stats: '{"rounds":1}' };
    } catch (error) {
      this.leave(request.path, party);
      if (!(error instanceof TesseraError)) throw error;
      const body = new TextEncoder().encode(JSON.stringify({ code: error.code, message: error.message }));
      return { status: 400, body };
    }
  }

  private async serve(party: number, request: ClientRequest): Promise<Uint8Array> {
    const { method, path, body } = request;
    const headers = Object.fromEntries(Object.entries(request.headers));
    const client = await verifySignature(headers, { party, method, path, body });
    const [, , kind = '', id = '', step = 'reserve'] = path.split('/');
    if (kind === 'datasets') return json(step === 'bind' ? { version: 1, rows: this.accepted.length } : { name: id });
    if (kind === 'status') return json({ party });
    const steps: Record<string, () => Promise<Uint8Array>> = {
      reserve: () => this.reserve(party, client, kind, id, body),
      input: () => this.input(party, client, id, path, body),
      challenge: () => this.challenge(party, client, id, path, body),
      confirm: () => this.confirm(party, client, id, path, body),
      run: () => this.run(party, client, id, path, body),
    };
    const serve = steps[step];
    if (serve === undefined) throw new UsageError('INVALID_ARGUMENT', 'no such path');
    return await serve();
  }

  private async reserve(
    party: number,
    client: Uint8Array,
    kind: string,
    id: string,
    body: Uint8Array,
  ): Promise<Uint8Array> {
    const { parties, upload, query, outputs } = this.options;
    const { rows = 1, dataset } = JSON.parse(new TextDecoder().decode(body)) as { rows?: number; dataset: string };
    if (dataset !== 'known') throw new UsageError('UNKNOWN_DATASET', 'no such dataset\u0007');
    const statement = kind === 'uploads' ? upload : query;
    const mode = kind === 'uploads' ? 'interactive' : 'fiatShamir';
    const layout = maskLayout(statement, rows, mode, parties, kind === 'uploads' ? 0 : outputs);
    const all = this.sessions.get(id) ?? engines(parties, this.seed++ % 250);
    this.sessions.set(id, all);
    const engine = all[party]!;
    const reservation = new Reservation(fromHex(id)!, client, kind === 'uploads' ? 'upload' : 'query');
    const masks = engine.tuples.takeInputMasks(layout.total);
    const challenge = new Uint8Array(32).fill(50 + party);
    this.held.set(`${party}/${id}`, { engine, reservation, statement, rows, mode, layout, masks, challenge });
    reservation.release(client);
    return writeMasks(kernel, masks);
  }

  private async input(
    party: number,
    client: Uint8Array,
    id: string,
    path: string,
    body: Uint8Array,
  ): Promise<Uint8Array> {
    const held = this.find(party, id);
    const { seed, masked } = readInput(body, held.layout.inputs.to - 1);
    const digest = inputDigest(kernel, masked);
    held.reservation.challenge(client, seedDigest(kernel, seed), digest);
    held.e = Vector.fromBytes(held.engine.arena, masked);
    return join(await this.sum(held, party, path, seed, digest), held.challenge);
  }

  private async challenge(
    party: number,
    client: Uint8Array,
    id: string,
    path: string,
    seed: Uint8Array,
  ): Promise<Uint8Array> {
    const held = this.find(party, id);
    const digest = inputDigest(kernel);
    held.reservation.challenge(client, seedDigest(kernel, seed), digest);
    return await this.sum(held, party, path, seed, digest);
  }

  private async sum(
    held: Held,
    party: number,
    path: string,
    seed: Uint8Array,
    digest: Uint8Array,
  ): Promise<Uint8Array> {
    const u = await this.meet(path, party, challengeMasks(held.engine, held.masks, seed, digest));
    held.reservation.answered(sumDigest(kernel, u.toBytes()));
    return u.toBytes();
  }

  private async confirm(
    party: number,
    client: Uint8Array,
    id: string,
    path: string,
    body: Uint8Array,
  ): Promise<Uint8Array> {
    const held = this.find(party, id);
    const upload = held.mode === 'interactive';
    const { confirmation, proof } = readConfirmation(body, upload ? proofLength(held.statement, held.mode) : 0);
    const confirmed = held.reservation.confirm(client, confirmation);
    const accepted = !upload || this.verifies(held, party, client, held.e!, confirmed.input, proof);
    const digest = confirmationDigest(kernel, held.reservation.id, client, confirmed);
    await this.meet(path, party, concludeInput(held.engine, digest, accepted));
    if (!upload) return json({ confirmed: true });
    held.reservation.use(client);
    this.accepted.push({ party, id });
    return json({ accepted: true });
  }

  private async run(
    party: number,
    client: Uint8Array,
    id: string,
    path: string,
    body: Uint8Array,
  ): Promise<Uint8Array> {
    const held = this.find(party, id);
    const { inputs, outputs } = held.layout;
    const { masked, proof } = readQuery(body, inputs.to - 1, proofLength(held.statement, held.mode));
    held.reservation.use(client);
    const digest = inputDigest(kernel, masked);
    const e = Vector.fromBytes(held.engine.arena, masked);
    const accepted = this.verifies(held, party, client, e, digest, proof);
    const subject = queryDigest(kernel, held.reservation.id, client, digest);
    const { engine, masks } = held;
    return await this.meet(
      path,
      party,
      (function* (): Protocol<Uint8Array> {
        yield* concludeInput(engine, subject, accepted);
        const x = maskedInput(engine, sliceMasks(masks, inputs.from, inputs.to), e);
        const r = maskShares(sliceMasks(masks, outputs.from, outputs.to));
        return yield* deliver(engine, x.slice(0, r.length).scale(3n), r);
      })(),
    );
  }

  private verifies(
    held: Held,
    verifier: number,
    client: Uint8Array,
    e: Vector,
    digest: Uint8Array,
    proof: Uint8Array,
  ): boolean {
    const { engine, layout, masks, statement, rows, mode } = held;
    const context = {
      reservation: held.reservation.id,
      client,
      verifier,
      parties: this.options.parties,
      statement,
      rows,
      inputDigest: digest,
      challenge: mode === 'interactive' ? held.challenge : null,
    };
    const keys = {
      inputs: masks.key.slice(layout.inputs.from, layout.inputs.to),
      masks: masks.key.slice(layout.proof.from, layout.proof.to),
      macKey: engine.macKey,
    };
    try {
      verify(engine.arena, context, e, keys, Vector.fromBytes(engine.arena, proof));
      return true;
    } catch {
      return false;
    }
  }

  /** The inputs of a reservation, which only a test may put together. */
  inputsOf(id: string): bigint[] {
    const sides = Array.from({ length: this.options.parties }, (_, party) => this.find(party, id));
    const { from, to } = sides[0]!.layout.inputs;
    return sides.reduce((x, { masks }) => x.add(masks.value.slice(from, to)), sides[0]!.e!).toBigInts();
  }

  private find(party: number, id: string): Held {
    const held = this.held.get(`${party}/${id}`);
    if (held === undefined) throw new UsageError('UNKNOWN_RESERVATION', 'no such reservation');
    return held;
  }

  /** The parties run a protocol when all of them have been asked the same. */
  private meet<T>(path: string, party: number, protocol: Protocol<T>): Promise<T> {
    const meeting = this.meeting(path);
    if (meeting.stopped !== undefined) throw new SecurityAbort('PEER_ABORTED', `party ${meeting.stopped} has stopped`);
    meeting.protocols.set(party, protocol);
    const outcome = new Promise<T>((resolve, reject) => {
      meeting.settle.set(party, { resolve: (value) => resolve(value as T), reject });
    });
    if (meeting.protocols.size === this.options.parties) void this.hold(path, meeting);
    return outcome;
  }

  private async hold(path: string, meeting: Meeting): Promise<void> {
    this.meetings.delete(path);
    const order = [...meeting.protocols.keys()].sort((a, b) => a - b);
    const { outcomes } = await lockstep(
      order.map((party) => meeting.protocols.get(party)!),
      this.adversary,
    );
    order.forEach((party, k) => {
      const outcome = outcomes[k]!;
      if ('error' in outcome) meeting.settle.get(party)!.reject(outcome.error);
      else meeting.settle.get(party)!.resolve(outcome.value);
    });
  }

  /** A party that refuses a request will not meet the others: they hear of it. */
  private leave(path: string, party: number): void {
    const meeting = this.meeting(path);
    meeting.stopped = party;
    for (const { reject } of meeting.settle.values())
      reject(new SecurityAbort('PEER_ABORTED', `party ${party} has stopped`));
  }

  private meeting(path: string): Meeting {
    const meeting = this.meetings.get(path) ?? { protocols: new Map(), settle: new Map() };
    this.meetings.set(path, meeting);
    return meeting;
  }
}

function hungUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new ChannelError('CLOSED', 'the client hung up')));
  });
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
