// Writes everything a deployment needs into one directory: the authority's certificate, a certificate and a key per
// party and dealer, a key per party for what it stores, their configurations with each other's fingerprints, and
// parties.json for clients. The authority's private key is forgotten at the end, so nobody can sign another party into the deployment later.
//
// Deviates from the ideal of each party making its own key: whoever runs this sees all keys for a moment. For parties
// that do not trust one another's administrators, run it per party and exchange certificates and fingerprints by hand.

import { randomBytes } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { SEED_BYTES } from '../params.js';
import { type Credential, createAuthority, fingerprint, issueCertificate } from './certificates.js';
import type { ClientFile, DealerFile, PartyFile } from './config-schema.js';
import { errorCode } from './tls.js';

export interface KeygenOptions {
  readonly dir: string;
  readonly parties: number;
  /** Host names or addresses: one for all, or one per party; with a dealer, a further one is the dealer's. */
  readonly hosts?: readonly string[];
  /** Party i listens on basePort + i, the dealer on basePort + parties. */
  readonly basePort: number;
  readonly dealer: boolean;
  readonly registration?: 'open' | 'listed';
}

interface Member {
  readonly name: string;
  readonly url: string;
  readonly listen: { host: string; port: number };
  readonly credential: Credential;
  readonly fingerprint: string;
}

interface OutputFile {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly mode: number;
}

const SECRET = 0o600;
const PUBLIC = 0o644;
const AUTHORITY_FILE = 'ca.pem';

/** Makes keys, certificates and configurations.
 *  @returns the paths of the files written
 *  @throws CONFIG_INVALID if a file exists already (nothing is overwritten, nothing is written) or the numbers do not fit */
export async function keygen(options: KeygenOptions): Promise<string[]> {
  const hosts = memberHosts(options);
  const authority = await createAuthority();
  const members: Member[] = [];
  for (const [k, host] of hosts.entries()) {
    const name = k < options.parties ? `party-${k}` : 'dealer';
    const credential = await issueCertificate(authority, { commonName: name, hosts: [host] });
    const port = options.basePort + k;
    members.push({
      name,
      url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      listen: { host: listenAddress(host), port },
      credential,
      fingerprint: fingerprint(credential.certificate),
    });
  }
  const files = [{ name: AUTHORITY_FILE, text: authority.certificate, mode: PUBLIC }, ...configFiles(members, options)];
  return await writeAll(options.dir, files);
}

function memberHosts({ parties, hosts = ['localhost'], basePort, dealer }: KeygenOptions): string[] {
  const members = parties + (dealer ? 1 : 0);
  if (!Number.isInteger(parties) || parties < 2 || parties > 256) {
    throw new UsageError('CONFIG_INVALID', `expected 2 to 256 parties, got ${parties}`);
  }
  if (!Number.isInteger(basePort) || basePort < 1 || basePort + members > 65536) {
    throw new UsageError(
      'CONFIG_INVALID',
      `expected ${members} ports from the base port on, got base port ${basePort}`,
    );
  }
  if (hosts.length !== 1 && hosts.length !== parties && hosts.length !== members) {
    throw new UsageError('CONFIG_INVALID', `expected one host for all or one per party, got ${hosts.length}`);
  }
  return Array.from({ length: members }, (_, k) => checkedHost(hosts[k] ?? hosts[0] ?? ''));
}

function checkedHost(host: string): string {
  if (!/^[A-Za-z0-9.:-]+$/.test(host))
    throw new UsageError('CONFIG_INVALID', `expected a host name or address, got "${host}"`);
  return host;
}

/** Loopback stays loopback; anything else is reached through an interface that only its machine knows. */
function listenAddress(host: string): string {
  if (host === 'localhost' || host.startsWith('127.')) return '127.0.0.1';
  if (host === '::1') return '::1';
  return host.includes(':') ? '::' : '0.0.0.0';
}

function configFiles(members: readonly Member[], options: KeygenOptions): OutputFile[] {
  const parties = members.slice(0, options.parties).map(({ url, fingerprint }, id) => ({ id, url, fingerprint }));
  const dealer = members[options.parties];
  const storeKeys = parties.map(({ id }) => ({ name: storeKeyFile(id), text: randomBytes(SEED_BYTES), mode: SECRET }));
  const files = members.flatMap((member, k) => [
    { name: `${member.name}.pem`, text: member.credential.certificate, mode: PUBLIC },
    { name: `${member.name}.key`, text: member.credential.key, mode: SECRET },
    json(
      `${member.name}.json`,
      member === dealer ? dealerConfig(member, parties) : partyConfig(k, member, parties, dealer, options),
    ),
  ]);
  return [...files, ...storeKeys, json('parties.json', { parties, ca: AUTHORITY_FILE } satisfies ClientFile)];
}

function partyConfig(
  id: number,
  member: Member,
  parties: DealerFile['parties'],
  dealer: Member | undefined,
  options: KeygenOptions,
): PartyFile {
  return {
    id,
    parties: parties.length,
    ...common(member),
    storeKey: storeKeyFile(id),
    peers: parties.filter((party) => party.id !== id),
    ...(dealer === undefined ? {} : { dealer: { url: dealer.url, fingerprint: dealer.fingerprint } }),
    registration: options.registration ?? 'open',
    clients: [],
  };
}

function storeKeyFile(id: number): string {
  return `party-${id}.store-key`;
}

function dealerConfig(member: Member, parties: DealerFile['parties']): DealerFile {
  return { parties, ...common(member) };
}

function common({ name, listen }: Member) {
  return { listen, certificate: `${name}.pem`, key: `${name}.key`, ca: AUTHORITY_FILE, data: `${name}.data` };
}

function json(name: string, value: PartyFile | DealerFile | ClientFile): OutputFile {
  return { name, text: `${JSON.stringify(value, undefined, 2)}\n`, mode: PUBLIC };
}

async function writeAll(dir: string, files: readonly OutputFile[]): Promise<string[]> {
  const paths = files.map(({ name }) => join(dir, name));
  for (const path of paths) await expectAbsent(path);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    for (const { name, text, mode } of files) await writeFile(join(dir, name), text, { mode, flag: 'wx' });
  } catch (error) {
    throw new UsageError(
      'CONFIG_INVALID',
      `expected to write into ${dir}, got ${errorCode(error)}; choose another directory`,
    );
  }
  return paths;
}

async function expectAbsent(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw new UsageError(
    'CONFIG_INVALID',
    `${path} exists already; remove it if it is no longer needed, or choose another directory`,
  );
}
