// The store's port to one directory that it has for itself, so that tests can let every write and every sync fail, tear or be
// forgotten. Nothing is durable before the matching sync: the content of a file after `sync`, the existence and the name of
// a file after `syncDirectory`.

/** A file that is written from its beginning to its end. */
export interface FileWriter {
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileReader {
  /** Length of the file. */
  readonly bytes: number;
  /** Fills all of `into`. @throws when the file ends before */
  read(into: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

export interface Files {
  list(): Promise<string[]>;
  /** A new file; of several that try at once one succeeds. @returns null when the name is taken */
  create(name: string): Promise<FileWriter | null>;
  /** @returns null when there is no such file */
  open(name: string): Promise<FileReader | null>;
  exists(name: string): Promise<boolean>;
  /** A second name for a file. @returns false when `to` is taken or `from` is gone, and does nothing then */
  link(from: string, to: string): Promise<boolean>;
  /** Replaces what was called `to`, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Does nothing when there is no such file. */
  remove(name: string): Promise<void>;
  /** Overwrites the first `bytes` bytes with zeros, as far as the medium really overwrites. */
  wipe(name: string, bytes: number): Promise<void>;
  /** Cuts a file off behind `bytes` bytes, durably. */
  cut(name: string, bytes: number): Promise<void>;
  syncDirectory(): Promise<void>;
}

/** The whole content of a file; null when there is no such file. */
export async function readWhole(files: Files, name: string): Promise<Uint8Array | null> {
  const reader = await files.open(name);
  if (reader === null) return null;
  try {
    const content = new Uint8Array(reader.bytes);
    await reader.read(content, 0);
    return content;
  } finally {
    await reader.close();
  }
}
