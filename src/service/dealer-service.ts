// The dealer's API. It answers parties only, each with its own side: a certificate names the party, never the request.

import { toHex } from '../client/encoding.js';
import { UsageError } from '../errors.js';
import { join } from '../io/messages.js';
import type { ApiRequest, ApiResponse } from '../net/router.js';
import { encodeDealt } from '../preprocessing/dealer/answer.js';
import type { Dealer } from '../preprocessing/dealer/dealer.js';
import { parseSpec } from '../preprocessing/spec.js';
import { dealPath, decodeMatrix, KEY_PATH, matricesPath, parseJsonBody } from './dealer-protocol.js';
import { idBytes } from './ids.js';
import type { RouteTable } from './routes.js';

/** @param keyId 32 bytes that name the MAC key this dealer deals under */
export function mountDealer(table: RouteTable, dealer: Dealer, keyId: Uint8Array): void {
  table.route('POST', KEY_PATH, (request) => bytes(join(keyId, dealer.keyShare(keyId, partyOf(request)))));

  table.route('POST', matricesPath(':key'), (request) => {
    partyOf(request);
    requireKey(request, keyId);
    const id = dealer.registerMatrix({ keyId, parts: decodeMatrix(request.body, dealer.parties) });
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id }) };
  });

  table.route('POST', dealPath(':key', ':batch'), async (request) => {
    const party = partyOf(request);
    requireKey(request, keyId);
    const batchId = idBytes(request.params.batch ?? '');
    const spec = parseSpec(parseJsonBody(request.body), dealer.parties);
    const dealt = await dealer.deal({ keyId, batchId, spec, party, signal: request.signal });
    return bytes(encodeDealt(dealt));
  });

  table.route('GET', '/v1/status', () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'dealer', parties: dealer.parties, keyId: toHex(keyId), ready: true }),
  }));
}

/** @throws UsageError UNKNOWN_CLIENT for everybody who is not a party */
function partyOf({ peer }: ApiRequest): number {
  if (peer?.role !== 'party') throw new UsageError('UNKNOWN_CLIENT', 'the dealer serves the parties only');
  return peer.id;
}

/** @throws UsageError WRONG_STATE for another key than this dealer's */
function requireKey({ params }: ApiRequest, keyId: Uint8Array): void {
  if (params.key !== toHex(keyId)) throw new UsageError('WRONG_STATE', 'this dealer deals under another key');
}

function bytes(body: Uint8Array): ApiResponse {
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}
