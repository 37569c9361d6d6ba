// A server with one client of each kind, for the tests of server and client.

import { connect, type IncomingHttpHeaders } from 'node:http2';
import { type Credential, createAuthority, fingerprint, issueCertificate } from '../../src/net/certificates.js';
import { pinsOf } from '../../src/net/identities.js';
import { HttpsClient, type HttpsClientOptions } from '../../src/net/request.js';
import { PartyServer, type ServerOptions } from '../../src/net/server.js';

export interface Api {
  readonly server: PartyServer;
  readonly url: string;
  readonly ca: string;
  readonly own: Credential;
  readonly peer: Credential;
  readonly dealer: Credential;
  readonly unpinned: Credential;
  client(options?: Partial<HttpsClientOptions>): HttpsClient;
  close(): Promise<void>;
}

export async function startApi(options: Partial<ServerOptions> = {}): Promise<Api> {
  const authority = await createAuthority();
  const issue = (commonName: string) => issueCertificate(authority, { commonName });
  const [own, peer, dealer, unpinned] = await Promise.all([issue('a'), issue('b'), issue('d'), issue('b')]);
  const ca = authority.certificate;
  const pins = pinsOf([{ id: 1, fingerprint: fingerprint(peer.certificate) }], {
    fingerprint: fingerprint(dealer.certificate),
  });
  const server = await PartyServer.listen({ ...own, ca, pins, listen: { host: '127.0.0.1', port: 0 }, ...options });
  const url = `https://localhost:${server.port}`;
  const clients: HttpsClient[] = [];
  return {
    server,
    url,
    ca,
    own,
    peer,
    dealer,
    unpinned,
    client(more = {}) {
      const client = new HttpsClient({ url, ca, ...more });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await server.close();
    },
  };
}

export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request without any client library: `write` may send anything. */
export async function rawRequest(
  api: Api,
  headers: Record<string, string | number>,
  write: (stream: ReturnType<ReturnType<typeof connect>['request']>) => void = (stream) => stream.end(),
): Promise<RawAnswer | undefined> {
  const session = connect(api.url, { ca: api.ca });
  session.on('error', () => undefined);
  try {
    const stream = session.request(headers);
    stream.on('error', () => undefined);
    write(stream);
    return await new Promise((resolve) => {
      let answer: IncomingHttpHeaders | undefined;
      let body = '';
      stream.on('response', (received) => {
        answer = received;
      });
      stream.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      stream.on('close', () => resolve(answer === undefined ? undefined : { headers: answer, body }));
    });
  } finally {
    session.destroy();
  }
}
