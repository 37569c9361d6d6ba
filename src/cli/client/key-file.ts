// A client's key on disk: a JSON Web Key that only its owner can read. It is the client's identity: whoever holds it can
// ask in its name, and rows that were uploaded with it are left out of its answers.

import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { toBase64Url } from '../../client/encoding.js';
import { ClientKey } from '../../client/key.js';
import { UsageError } from '../../errors.js';
import { errorCode } from '../../net/tls.js';

const OWNER_ONLY = 0o600;
const Jwk = z.object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), d: z.string() });

/**
 * Makes a key and writes it to a new file.
 * @returns the public key as configurations list it, base64url
 * @throws CONFIG_INVALID if the file exists already or cannot be written
 */
export async function createKeyFile(path: string): Promise<string> {
  const key = await ClientKey.generate();
  const text = `${JSON.stringify(await key.toJwk(), undefined, 2)}\n`;
  await writeFile(path, text, { mode: OWNER_ONLY, flag: 'wx' }).catch((error: unknown) => {
    throw new UsageError('CONFIG_INVALID', `${path}: expected to write a new file (${errorCode(error)})`);
  });
  return toBase64Url(key.publicKey);
}

/** @throws CONFIG_INVALID, without a word of what is in the file */
export async function readKeyFile(path: string): Promise<ClientKey> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError('CONFIG_INVALID', `${path}: expected a key file (${errorCode(error)})`);
  });
  try {
    return await ClientKey.fromJwk(Jwk.parse(JSON.parse(text)));
  } catch {
    throw new UsageError('CONFIG_INVALID', `${path}: expected a key written by "tessera client keygen"`);
  }
}
