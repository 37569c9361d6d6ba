// The party's API for clients over HTTP. Bodies and headers are unknown until checked here; what a request may do is decided in
// party-service.ts. Every client request is signed by the client's own key.

import { z } from 'zod';
import { toBase64Url } from '../client/encoding.js';
import { CLIENT_HEADER, verifySignature } from '../client/signing.js';
import { UsageError } from '../errors.js';
import type { ApiRequest, ApiResponse, Handler, Method, RouteOptions } from '../net/router.js';
import { parseJsonBody } from './dealer-protocol.js';
import type { PreprocessingStatus } from './lowgear/status.js';
import type { PartyService } from './party-service.js';
import type { ClientIdentity } from './upload.js';

/** Whatever serves routes: net's PartyServer. */
export interface RouteTable {
  route(method: Method, pattern: string, handler: Handler, options?: RouteOptions): void;
}

/** Facts about the process that the service itself cannot know. */
export interface ProcessFacts {
  readonly keyId: string;
  /** Whether a computation could start now: peers connected, tuples to be had. */
  ready(): boolean;
  memoryMB(): number;
  preprocessing(): PreprocessingStatus;
}

/** Measured costs travel in this header, as JSON. */
export const STATS_HEADER = 'tessera-stats';

const SMALL_BODY = { maxBodyBytes: 4096 };

const uploadRequest = z.strictObject({ dataset: z.string().max(128), rows: z.int().min(1) });
const queryRequest = z.strictObject({ program: z.string().max(128), dataset: z.string().max(128) });

type Signed = (client: ClientIdentity, request: ApiRequest) => Promise<ApiResponse>;

export function mountRoutes(table: RouteTable, service: PartyService, facts: ProcessFacts): void {
  const { id: party, parties } = service.context;

  const signed = (method: Method, pattern: string, handler: Signed, options: RouteOptions = {}) => {
    table.route(
      method,
      pattern,
      async (request) => {
        const { path, headers, body } = request;
        const key = await verifySignature(headers, { party, method, path, body });
        return handler({ key, name: toBase64Url(key) }, request);
      },
      options,
    );
  };

  signed(
    'POST',
    '/v1/uploads/:id',
    async (client, { params, body }) => {
      const { dataset, rows } = parseJson(uploadRequest, body);
      return bytes(await service.reserveUpload(client, param(params, 'id'), dataset, rows));
    },
    SMALL_BODY,
  );
  signed(
    'POST',
    '/v1/uploads/:id/input',
    async (client, { params, body }) => bytes(await service.inputUpload(client, param(params, 'id'), body)),
    sized((client, id) => service.expectedInput(client, id)),
  );
  signed(
    'POST',
    '/v1/uploads/:id/confirm',
    async (client, { params, body }) => {
      await service.confirmUpload(client, param(params, 'id'), body);
      return json({ accepted: true });
    },
    SMALL_BODY,
  );
  signed(
    'POST',
    '/v1/queries/:id',
    async (client, { params, body }) => {
      const { dataset, program } = parseJson(queryRequest, body);
      const { masks, stats } = await service.reserveQuery(client, param(params, 'id'), dataset, program);
      return bytes(masks, stats);
    },
    SMALL_BODY,
  );
  signed(
    'POST',
    '/v1/queries/:id/challenge',
    async (client, { params, body }) => bytes(await service.challengeQuery(client, param(params, 'id'), body)),
    SMALL_BODY,
  );
  signed(
    'POST',
    '/v1/queries/:id/confirm',
    async (client, { params, body }) => {
      await service.confirmQuery(client, param(params, 'id'), body);
      return json({ confirmed: true });
    },
    SMALL_BODY,
  );
  signed(
    'POST',
    '/v1/queries/:id/run',
    async (client, { params, body, arrivedMs }) => {
      const { answer, stats } = await service.runQuery(client, param(params, 'id'), body, arrivedMs);
      const { ms: onlineMs, rounds, bytesSent } = stats;
      return bytes(answer, { onlineMs, rounds, bytesSent });
    },
    sized((client, id) => service.expectedQuestion(client, id)),
  );
  signed(
    'POST',
    '/v1/datasets/:name/bind/:id',
    async (client, { params }) => json(await service.bind(client, param(params, 'name'), param(params, 'id'))),
    SMALL_BODY,
  );

  table.route('GET', '/v1/datasets/:name', ({ params }) => json(service.describeDataset(param(params, 'name'))));
  table.route('GET', '/v1/status', () => {
    const { keyId } = facts;
    const [ready, memoryMB] = [facts.ready(), facts.memoryMB()];
    const preprocessing = facts.preprocessing();
    return json({ id: party, parties, ready, keyId, ...service.status(), memoryMB, preprocessing });
  });
}

/**
 * A long body is received only if the reservation is there, claims to be its owner's, and has this length. Whether it is the owner
 * the signature shows later.
 */
function sized(expected: (client: string, id: string) => number): RouteOptions {
  return {
    admit: ({ headers, params }) => {
      const client = headers[CLIENT_HEADER];
      const length = expected(typeof client === 'string' ? client : '', param(params, 'id'));
      if (headers['content-length'] === String(length)) return;
      throw new UsageError('LENGTH_MISMATCH', `expected a body of ${length} bytes`);
    },
  };
}

function parseJson<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const parsed = schema.safeParse(parseJsonBody(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(
      'INVALID_ARGUMENT',
      `body: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'not as expected'}`,
    );
  }
  return parsed.data;
}

function param(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name];
  if (value === undefined) throw new UsageError('INVALID_ARGUMENT', `expected ${name} in the path`);
  return value;
}

function json(value: unknown): ApiResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function bytes(body: Uint8Array, stats?: object): ApiResponse {
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  if (stats !== undefined) headers[STATS_HEADER] = JSON.stringify(stats);
  return { status: 200, headers, body };
}
