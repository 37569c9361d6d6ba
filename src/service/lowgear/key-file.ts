// This party's share of the MAC key, sealed on disk, so that stored tuples outlive the process. The file is replaced in one step
// and readable by its owner only; without the store key it says nothing.
//
//     salt (32) | AES-256-GCM under HKDF(store key, salt) of: key id (32) | alpha_i (8) | starts (8)
//
// A key survives a bounded number of starts: each may add its quota of failed checks (failures.ts) to what is known of the key.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { DIGEST_BYTES, ELEMENT_BYTES } from '../../params.js';

/** Starts under one key: 64 with 1000 failed checks each leave a forgery a chance of 2^-43. */
export const MAX_STARTS = 64;

export interface StoredKey {
  /** 32 bytes, equal at all parties. */
  readonly keyId: Uint8Array;
  /** alpha_i, 8 bytes. */
  readonly macKey: Uint8Array;
  /** How often a party has started with this key. */
  readonly starts: number;
}

const NAME = 'mac-key';
const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const PLAIN_BYTES = DIGEST_BYTES + 2 * ELEMENT_BYTES;
/** Every file has a key of its own, so one nonce is enough. */
const NONCE = new Uint8Array(12);

export class KeyFile {
  /**
   * @param directory made if it does not exist
   * @param storeKey  32 secret bytes
   */
  constructor(
    private readonly directory: string,
    private readonly storeKey: Uint8Array,
  ) {}

  /** @returns null when there is none @throws UsageError DATA_INVALID for a file that was not sealed under this store key */
  async read(): Promise<StoredKey | null> {
    const sealed = await readFile(join(this.directory, NAME)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new UsageError('DATA_INVALID', `${join(this.directory, NAME)} cannot be read (${error.code ?? 'unknown'})`);
    });
    if (sealed === null) return null;
    const plain = this.unseal(sealed);
    if (plain === null) {
      throw new UsageError(
        'DATA_INVALID',
        `${join(this.directory, NAME)} was not written with this store key; without it the stored tuples are of no use: remove the directory`,
      );
    }
    const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    return {
      keyId: plain.slice(0, DIGEST_BYTES),
      macKey: plain.slice(DIGEST_BYTES, DIGEST_BYTES + ELEMENT_BYTES),
      starts: Number(view.getBigUint64(DIGEST_BYTES + ELEMENT_BYTES, true)),
    };
  }

  /** Durable when it returns. */
  async write({ keyId, macKey, starts }: StoredKey): Promise<void> {
    const plain = new Uint8Array(PLAIN_BYTES);
    plain.set(keyId);
    plain.set(macKey, DIGEST_BYTES);
    new DataView(plain.buffer).setBigUint64(DIGEST_BYTES + ELEMENT_BYTES, BigInt(starts), true);
    const salt = randomBytes(SALT_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyUnder(salt), NONCE);
    const sealed = Buffer.concat([salt, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    plain.fill(0);
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const temporary = join(this.directory, `${NAME}.tmp`);
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(sealed);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(this.directory, NAME));
    const directory = await open(this.directory, 'r');
    await directory.sync().finally(() => directory.close());
  }

  private unseal(sealed: Buffer): Uint8Array | null {
    if (sealed.length !== SALT_BYTES + PLAIN_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, this.keyUnder(sealed.subarray(0, SALT_BYTES)), NONCE);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(SALT_BYTES, -TAG_BYTES));
    try {
      decipher.final();
      return new Uint8Array(plain);
    } catch {
      return null;
    } finally {
      plain.fill(0);
    }
  }

  private keyUnder(salt: Uint8Array): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.storeKey, salt, 'tessera/mac-key', 32));
  }
}
