// How a session of the parties among themselves begins. Party 0 leads: it asks each peer by a call, over HTTPS with the parties' own
// certificates, to open a session on the mesh. It decides when, nothing else: in the session all compare what it is about.
//
//     POST /v1/peer/sessions   (party 0 only)      {purpose, session, ..}   -> {instance}
//     POST /v1/peer/join       (a party, to party 0)  {instance}              -> {}
//
// An instance is one life of a process: a peer that comes back has lost its keys, and party 0 must hear of it.

import { z } from 'zod';
import { toHex } from '../../client/encoding.js';
import { ChannelError, UsageError } from '../../errors.js';
import type { PeerIdentity } from '../../net/identities.js';
import type { HttpsRequest } from '../../net/request.js';
import type { ApiResponse, RequestHead, RouteOptions } from '../../net/router.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import { parseSpec } from '../../preprocessing/spec.js';
import { parseJsonBody } from '../dealer-protocol.js';
import { idBytes } from '../ids.js';
import type { RouteTable } from '../routes.js';

export const SESSIONS_PATH = '/v1/peer/sessions';
export const JOIN_PATH = '/v1/peer/join';

/** Who decides when. */
export const LEAD = 0;

/** What a session is for. */
export type Task =
  | { readonly purpose: 'setup' }
  | { readonly purpose: 'reconcile' }
  /** `key` and `units` are for people: what the lead calls it. */
  | { readonly purpose: 'produce'; readonly spec: BatchSpec; readonly key: string; readonly units: number };

/** What a party can be asked by its peers. */
export interface Attendant {
  /** 64 hex digits: this life of the process. */
  readonly instance: string;
  /** Opens the session and begins. @param session 32 bytes @throws UsageError, ChannelError when it takes no part */
  attend(task: Task, session: Uint8Array): void;
  /** At the lead: a peer has started. */
  joined(party: number, instance: string): void;
}

/** A way to the API of one peer: net's HttpsClient. */
export interface PeerCaller {
  request(request: HttpsRequest): Promise<{ readonly body: Uint8Array }>;
}

const CALL_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 2 ** 20;

const instanceForm = z.strictObject({ instance: z.string().regex(/^[0-9a-f]{64}$/) });
const sessionForm = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('setup'), session: z.string() }),
  z.strictObject({ purpose: z.literal('reconcile'), session: z.string() }),
  z.strictObject({
    purpose: z.literal('produce'),
    session: z.string(),
    spec: z.unknown(),
    key: z.string().max(256),
    units: z.int().min(1),
  }),
]);

/** @param attendant null until this party is ready to be asked */
export function mountControl(table: RouteTable, parties: number, attendant: () => Attendant | null): void {
  const present = (): Attendant => {
    const found = attendant();
    if (found === null) throw new UsageError('WRONG_STATE', 'this party is still starting');
    return found;
  };
  table.route(
    'POST',
    SESSIONS_PATH,
    ({ body }) => {
      const { task, session } = readTask(body, parties);
      const who = present();
      who.attend(task, session);
      return json({ instance: who.instance });
    },
    from((peer) => peer.role === 'party' && peer.id === LEAD),
  );
  table.route(
    'POST',
    JOIN_PATH,
    ({ body, peer }) => {
      const parsed = instanceForm.safeParse(parseJsonBody(body));
      if (!parsed.success || peer?.role !== 'party') throw new UsageError('INVALID_ARGUMENT', 'expected an instance');
      present().joined(peer.id, parsed.data.instance);
      return json({});
    },
    from((peer) => peer.role === 'party'),
  );
}

/** Asks a peer to take part in a session. @returns the peer's instance @throws what the peer refuses with; ChannelError */
export async function callPeer(peer: PeerCaller, task: Task, session: Uint8Array): Promise<string> {
  const { body } = await peer.request(post(SESSIONS_PATH, { ...task, session: toHex(session) }));
  const parsed = instanceForm.safeParse(parseJsonBody(body));
  if (!parsed.success) throw new ChannelError('BAD_FRAME', 'a peer answered a call with something else');
  return parsed.data.instance;
}

/** Tells the lead that this party has started. @throws ChannelError, UsageError WRONG_STATE while the lead is starting */
export async function callLead(lead: PeerCaller, instance: string): Promise<void> {
  await lead.request(post(JOIN_PATH, { instance }));
}

/** @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED */
export function readTask(body: Uint8Array, parties: number): { readonly task: Task; readonly session: Uint8Array } {
  const parsed = sessionForm.safeParse(parseJsonBody(body));
  if (!parsed.success) throw new UsageError('INVALID_ARGUMENT', 'expected a purpose and a session');
  const { data } = parsed;
  const session = idBytes(data.session);
  if (data.purpose !== 'produce') return { task: { purpose: data.purpose }, session };
  const { purpose, key, units } = data;
  return { task: { purpose, spec: parseSpec(data.spec, parties), key, units }, session };
}

/** Looks at the certificate before the body is received. */
function from(allowed: (peer: PeerIdentity) => boolean): RouteOptions {
  return {
    maxBodyBytes: MAX_BODY_BYTES,
    admit: ({ peer }: RequestHead) => {
      if (peer === null || !allowed(peer))
        throw new UsageError('UNKNOWN_CLIENT', 'this call is for certain parties only');
    },
  };
}

function post(path: string, value: object): HttpsRequest {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return { method: 'POST', path, body, timeoutMs: CALL_TIMEOUT_MS };
}

function json(value: object): ApiResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
