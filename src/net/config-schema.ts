// The shapes of the files that `tessera keygen` writes and operators edit. Unknown fields are errors: a misspelt limit
// must not be silently the default. Names of other files are relative to the file they stand in.

import { z } from 'zod';

const fileName = z.string().min(1);
const httpsUrl = z.url({ protocol: /^https$/, error: 'expected an https URL such as https://localhost:9000' });
const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'expected the SHA-256 of a certificate as 64 lower-case hexadecimal digits' });
const partyId = z.int().min(0).max(255);
const partyCount = z.int().min(2).max(256);
const listen = z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65535) });
const positive = z.int().positive();

/** Bounds that an operator may change; what is left out has the default of the code. */
const limits = z.strictObject({
  frameBytes: positive.max(0x7fffffff).exactOptional(),
  earlySessions: positive.exactOptional(),
  earlyBytes: positive.exactOptional(),
  earlyAgeMs: positive.exactOptional(),
  endedSessions: positive.exactOptional(),
  bodyBytes: positive.exactOptional(),
  pendingBytes: positive.exactOptional(),
  stallMs: positive.exactOptional(),
  streams: positive.exactOptional(),
  idleMs: positive.exactOptional(),
  startTimeoutMs: positive.exactOptional(),
  roundTimeoutMs: positive.exactOptional(),
});

const credentials = { certificate: fileName, key: fileName, ca: fileName };
const peer = z.strictObject({ id: partyId, url: httpsUrl, fingerprint });

/** party-<i>.json */
export const partyFile = z
  .strictObject({
    id: partyId,
    parties: partyCount,
    listen,
    ...credentials,
    peers: z.array(peer),
    dealer: z.strictObject({ url: httpsUrl, fingerprint }).exactOptional(),
    /** Who may become a client: anybody, or only the keys listed under `clients`. */
    registration: z.enum(['open', 'listed']),
    /** Public keys of clients, as the client SDK prints them. */
    clients: z.array(z.string().regex(/^[A-Za-z0-9_+/=-]{16,512}$/)).default([]),
    /** Origins of web pages that may call the API. */
    origins: z.array(z.string()).default([]),
    /** Directory of what the party keeps: stored data, tuples, ledgers. */
    data: fileName,
    /** File of 32 secret bytes under which tuples are stored; not needed with a dealer. */
    storeKey: fileName.exactOptional(),
    limits: limits.prefault({}),
    /** Settings of the layers above, which check them. */
    service: z.record(z.string(), z.unknown()).default({}),
  })
  .superRefine((config, context) => {
    const ids = [config.id, ...config.peers.map(({ id }) => id)];
    const complete =
      ids.length === config.parties && new Set(ids).size === ids.length && Math.max(...ids) < config.parties;
    if (complete) return;
    const message = `expected every party from 0 to ${config.parties - 1} except ${config.id} once, got ${ids.slice(1).join(', ') || 'none'}`;
    context.addIssue({ code: 'custom', path: ['peers'], message });
  });

/** dealer.json */
export const dealerFile = z.strictObject({
  parties: z.array(peer).min(2),
  listen,
  ...credentials,
  data: fileName,
  limits: limits.prefault({}),
  service: z.record(z.string(), z.unknown()).default({}),
});

/** parties.json, what a client needs to know */
export const clientFile = z.strictObject({
  parties: z.array(z.strictObject({ id: partyId, url: httpsUrl, fingerprint: fingerprint.exactOptional() })).min(2),
  ca: fileName,
});

export type PartyFile = z.input<typeof partyFile>;
export type DealerFile = z.input<typeof dealerFile>;
export type ClientFile = z.input<typeof clientFile>;
export type ConfigLimits = z.output<typeof limits>;
