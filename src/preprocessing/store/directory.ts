// The files port on a directory of a local file system. Readable and writable by their owner alone.
//
// @hazard a network file system may show one client's writes to another late: two parties' processes on it are not kept apart

import { type FileHandle, link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileReader, Files, FileWriter } from './files.js';

/** @returns the files of `path`, which is made if it does not exist */
export async function directoryFiles(path: string): Promise<Files> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  return new DirectoryFiles(path);
}

class DirectoryFiles implements Files {
  constructor(private readonly path: string) {}

  list(): Promise<string[]> {
    return readdir(this.path);
  }

  async create(name: string): Promise<FileWriter | null> {
    const handle = await orNull(open(this.#at(name), 'wx', 0o600), 'EEXIST');
    return handle === null ? null : new HandleWriter(handle);
  }

  async open(name: string): Promise<FileReader | null> {
    const handle = await orNull(open(this.#at(name), 'r'), 'ENOENT');
    if (handle === null) return null;
    const { size } = await handle.stat();
    return new HandleReader(handle, size);
  }

  async exists(name: string): Promise<boolean> {
    return (await orNull(stat(this.#at(name)), 'ENOENT')) !== null;
  }

  async link(from: string, to: string): Promise<boolean> {
    const linked = link(this.#at(from), this.#at(to)).then(() => true);
    return (await orNull(orNull(linked, 'EEXIST'), 'ENOENT')) ?? false;
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.#at(from), this.#at(to));
  }

  async remove(name: string): Promise<void> {
    await orNull(unlink(this.#at(name)), 'ENOENT');
  }

  wipe(name: string, bytes: number): Promise<void> {
    return this.#change(name, async (handle) => {
      await handle.write(new Uint8Array(bytes), 0, bytes, 0);
    });
  }

  cut(name: string, bytes: number): Promise<void> {
    return this.#change(name, (handle) => handle.truncate(bytes));
  }

  async syncDirectory(): Promise<void> {
    const handle = await open(this.path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #change(name: string, change: (handle: FileHandle) => Promise<void>): Promise<void> {
    const handle = await open(this.#at(name), 'r+');
    try {
      await change(handle);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  #at(name: string): string {
    return join(this.path, name);
  }
}

class HandleWriter implements FileWriter {
  #position = 0;
  constructor(private readonly handle: FileHandle) {}

  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.#position);
      done += bytesWritten;
      this.#position += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

class HandleReader implements FileReader {
  constructor(
    private readonly handle: FileHandle,
    readonly bytes: number,
  ) {}

  async read(into: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, position + done);
      if (bytesRead === 0) throw new Error(`a file of the store ends ${into.length - done} bytes too early`);
      done += bytesRead;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** null when that is what went wrong. */
async function orNull<T>(result: Promise<T>, code: 'ENOENT' | 'EEXIST'): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return null;
    throw error;
  }
}
