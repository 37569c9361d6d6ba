// Reads the configuration of a party, a dealer or a client together with the certificates it names, and checks that
// they fit each other before anything is started. Every complaint says which file, which field and what to do.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../errors.js';
import { SEED_BYTES } from '../params.js';
import { clientFile, dealerFile, partyFile } from './config-schema.js';
import { errorCode, type TlsIdentity } from './tls.js';

type Files = 'certificate' | 'key' | 'ca' | 'data';

/** A party's configuration; `certificate`, `key` and `ca` are PEM texts now, `storeKey` is the key, `data` an absolute path. */
export type PartyConfig = Omit<z.output<typeof partyFile>, Files | 'storeKey'> &
  TlsIdentity & { readonly data: string; readonly storeKey?: Uint8Array };
/** A dealer's configuration, likewise. */
export type DealerConfig = Omit<z.output<typeof dealerFile>, Files> & TlsIdentity & { readonly data: string };
/** What a client knows of the parties. */
export type ClientConfig = z.output<typeof clientFile>;

const REMEDY = 'correct it, or write a new configuration with "tessera keygen"';

/** @throws CONFIG_INVALID */
export async function loadPartyConfig(file: string): Promise<PartyConfig> {
  const { storeKey: name, ...config } = await readConfig(file, partyFile);
  const storeKey = name === undefined ? {} : { storeKey: await readStoreKey(file, name) };
  return { ...config, ...(await readIdentity(file, config)), ...storeKey, data: resolve(dirname(file), config.data) };
}

/** @throws CONFIG_INVALID */
export async function loadDealerConfig(file: string): Promise<DealerConfig> {
  const config = await readConfig(file, dealerFile);
  return { ...config, ...(await readIdentity(file, config)), data: resolve(dirname(file), config.data) };
}

/** @throws CONFIG_INVALID */
export async function loadClientConfig(file: string): Promise<ClientConfig> {
  const config = await readConfig(file, clientFile);
  return { ...config, ca: (await readCertificate(file, 'ca', config.ca)).toString() };
}

async function readConfig<T extends z.ZodType>(file: string, schema: T): Promise<z.output<T>> {
  const text = await readText(file).catch((error: unknown) => {
    throw invalid(file, `cannot be read (${errorCode(error)})`);
  });
  const result = schema.safeParse(parseJson(file, text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.length ? `field "${issue.path.join('.')}"` : 'the file';
  throw invalid(file, `${field}: ${issue?.message ?? 'not as expected'}`);
}

/** Certificate, key and authority, of which the certificate must fit both others and be valid today. */
async function readIdentity(file: string, names: Record<Exclude<Files, 'data'>, string>): Promise<TlsIdentity> {
  const certificate = await readCertificate(file, 'certificate', names.certificate);
  const ca = await readCertificate(file, 'ca', names.ca);
  const key = await readNamed(file, 'key', names.key);
  if (!certificate.verify(ca.publicKey)) {
    throw invalid(file, `field "certificate": expected ${names.certificate} to be signed by ${names.ca}, it is not`);
  }
  if (!fits(certificate, key)) {
    throw invalid(
      file,
      `field "key": expected ${names.key} to hold the private key of ${names.certificate}, it does not`,
    );
  }
  if (Date.parse(certificate.validTo) < Date.now() || Date.parse(certificate.validFrom) > Date.now()) {
    const { validFrom, validTo } = certificate;
    throw invalid(
      file,
      `field "certificate": expected ${names.certificate} to be valid, it is from ${validFrom} to ${validTo}`,
    );
  }
  return { certificate: certificate.toString(), key, ca: ca.toString() };
}

async function readCertificate(file: string, field: string, name: string): Promise<X509Certificate> {
  const pem = await readNamed(file, field, name);
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid(file, `field "${field}": expected ${name} to hold a PEM certificate, it does not`);
  }
}

async function readStoreKey(file: string, name: string): Promise<Uint8Array> {
  const key = await readFile(resolve(dirname(file), name)).catch((error: unknown) => {
    throw invalid(file, `field "storeKey": ${name} cannot be read (${errorCode(error)})`);
  });
  if (key.length === SEED_BYTES) return new Uint8Array(key);
  throw invalid(file, `field "storeKey": expected ${name} to hold ${SEED_BYTES} bytes, it holds ${key.length}`);
}

async function readNamed(file: string, field: string, name: string): Promise<string> {
  try {
    return await readText(resolve(dirname(file), name));
  } catch (error) {
    throw invalid(file, `field "${field}": ${name} cannot be read (${errorCode(error)})`);
  }
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8');
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(file, 'is not JSON');
  }
}

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function invalid(file: string, problem: string): UsageError {
  return new UsageError('CONFIG_INVALID', `${file}: ${problem}; ${REMEDY}`);
}
