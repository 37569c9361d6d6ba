// The same call to all parties at once. They compute together, so all must be asked before any can answer; when one fails the
// others get a moment to say what they found and are then hung up on.

import { z } from 'zod';
import { ChannelError } from '../errors.js';
import { requireAnswers } from '../io/messages.js';
import type { ClientKey } from './key.js';
import { errorOf, mostTelling, parseJson } from './remote-errors.js';
import { signRequest } from './signing.js';
import type { ClientAnswer, Transport } from './transport.js';

/** What a party says a phase cost it: figures such as milliseconds, rounds, bytes. Not verified. */
export type PartyStats = Readonly<Record<string, unknown>>;

/** Equal calls' answers, in party order. */
export interface Answers {
  readonly bodies: readonly Uint8Array[];
  /** Undefined for a party that sent none. */
  readonly stats: readonly (PartyStats | undefined)[];
}

const statsForm = z.record(z.string(), z.unknown());

/** How long the others are heard after the first failure. */
const GRACE_MS = 500;
const MAX_JSON_BYTES = 64 * 1024;
const NOTHING = new Uint8Array(0);

export class PartyCalls {
  constructor(
    readonly parties: number,
    private readonly transport: Transport,
    private readonly key: ClientKey,
  ) {}

  /**
   * Sends each party its body.
   * @param answerBytes the exact length of a good answer
   * @throws the most telling error of all parties; ChannelError BAD_FRAME for an answer of another length
   */
  async bytes(path: string, body: (party: number) => Uint8Array, answerBytes: number): Promise<Answers> {
    const answers = await this.all((party, signal) =>
      this.ask(party, 'POST', path, body(party), Math.max(answerBytes, MAX_JSON_BYTES), signal),
    );
    const bodies = answers.map(({ body }) => body);
    requireAnswers(bodies, answerBytes);
    return { bodies, stats: answers.map(readStats) };
  }

  /**
   * Sends each party its body and reads JSON of the expected form.
   * @param timeoutMs how long the answers may take; by default what the transport thinks fit
   * @throws as bytes
   */
  async json<T>(
    method: 'GET' | 'POST',
    path: string,
    body: (party: number) => Uint8Array,
    form: z.ZodType<T>,
    timeoutMs?: number,
  ): Promise<T[]> {
    const answers = await this.all((party, signal) =>
      this.ask(party, method, path, body(party), MAX_JSON_BYTES, signal, timeoutMs),
    );
    return answers.map((answer, party) => {
      const parsed = form.safeParse(parseJson(answer.body));
      if (!parsed.success) throw new ChannelError('BAD_FRAME', `party ${party} did not answer in the expected form`);
      return parsed.data;
    });
  }

  private async ask(
    party: number,
    method: 'GET' | 'POST',
    path: string,
    body: Uint8Array,
    maxAnswerBytes: number,
    signal: AbortSignal,
    timeoutMs?: number,
  ): Promise<ClientAnswer> {
    const headers = await signRequest(this.key, { party, method, path, body });
    const patience = timeoutMs === undefined ? {} : { timeoutMs };
    const request = { method, path, headers, body, maxAnswerBytes, signal, ...patience };
    const answer = await this.transport.request(party, request);
    if (answer.status < 200 || answer.status > 299) throw errorOf(party, answer);
    return answer;
  }

  private async all<T>(call: (party: number, signal: AbortSignal) => Promise<T>): Promise<T[]> {
    const leave = await this.transport.enter?.();
    try {
      return await this.together(call);
    } finally {
      leave?.();
    }
  }

  private async together<T>(call: (party: number, signal: AbortSignal) => Promise<T>): Promise<T[]> {
    const hangUp = new AbortController();
    const errors: unknown[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const calls = Array.from({ length: this.parties }, async (_, party) => {
      try {
        return await call(party, hangUp.signal);
      } catch (error) {
        errors.push(error);
        timer ??= setTimeout(() => hangUp.abort(), GRACE_MS);
        throw error;
      }
    });
    const settled = await Promise.allSettled(calls);
    clearTimeout(timer);
    if (errors.length > 0) throw mostTelling(errors);
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }
}

function readStats({ stats }: ClientAnswer): PartyStats | undefined {
  if (stats === undefined) return undefined;
  const parsed = statsForm.safeParse(parseJson(new TextEncoder().encode(stats)));
  return parsed.success ? parsed.data : undefined;
}

/** A body of JSON. */
export function jsonBody(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** No body. */
export const noBody = () => NOTHING;
