// A directory in memory that knows what would survive a loss of power: contents since the last sync of their file, and names since
// the last sync of the directory, may be there in whole, in part, or not at all. It crashes at a chosen operation; what is left
// is one of several states, chosen by the test.

import type { FileReader, Files, FileWriter } from '../../../src/preprocessing/store/files.js';

class Inode {
  /** As a process sees it. */
  content: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** What is certain to survive. */
  durable: Uint8Array = new Uint8Array(0);
}

/** What became of unsynced bytes. */
export const CONTENTS = ['lost', 'kept', 'torn', 'zeroed', 'patchy'] as const;
/** What became of unsynced names: all of them, none, or the first half of the changes. */
export const NAMES = ['lost', 'kept', 'half'] as const;
export interface Aftermath {
  readonly contents: (typeof CONTENTS)[number];
  readonly names: (typeof NAMES)[number];
}

/** Thrown by the operation that crashes and by all after it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

const SECTOR = 512;

export class MemoryFiles implements Files {
  readonly #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #changes: ((names: Map<string, Inode>) => void)[] = [];
  /** Operations so far that change something. */
  operations = 0;
  /** The operation that crashes. */
  crashAt = Number.POSITIVE_INFINITY;
  crashed = false;
  /** What happened, for a reader of a failed test. */
  readonly log: string[] = [];

  async list(): Promise<string[]> {
    this.#alive();
    return [...this.#names.keys()];
  }

  async create(name: string): Promise<FileWriter | null> {
    this.#step(`create ${name}`);
    if (this.#names.has(name)) return null;
    const inode = new Inode();
    this.#change((names) => names.set(name, inode));
    return {
      append: async (bytes) => {
        // The bytes may or may not get to the disk when this is where it crashes.
        const whole = new Uint8Array(inode.content.length + bytes.length);
        whole.set(inode.content);
        whole.set(bytes, inode.content.length);
        if (!this.crashed) inode.content = whole;
        this.#step(`append ${bytes.length} to ${name}`);
      },
      sync: async () => {
        this.#step(`sync ${name}`);
        inode.durable = inode.content.slice();
      },
      close: async () => {},
    };
  }

  async open(name: string): Promise<FileReader | null> {
    this.#alive();
    const inode = this.#names.get(name);
    if (inode === undefined) return null;
    return {
      bytes: inode.content.length,
      read: async (into, position) => {
        if (position + into.length > inode.content.length) throw new Error(`${name} ends too early`);
        into.set(inode.content.subarray(position, position + into.length));
      },
      close: async () => {},
    };
  }

  async exists(name: string): Promise<boolean> {
    this.#alive();
    return this.#names.has(name);
  }

  async link(from: string, to: string): Promise<boolean> {
    this.#step(`link ${from} ${to}`);
    const inode = this.#names.get(from);
    if (inode === undefined || this.#names.has(to)) return false;
    this.#change((names) => names.set(to, inode));
    return true;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step(`rename ${from} ${to}`);
    const inode = this.#at(from);
    this.#change((names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  async remove(name: string): Promise<void> {
    this.#step(`remove ${name}`);
    if (this.#names.has(name)) this.#change((names) => names.delete(name));
  }

  async wipe(name: string, bytes: number): Promise<void> {
    this.#step(`wipe ${name}`);
    this.#at(name).content.fill(0, 0, bytes);
    this.#at(name).durable.fill(0, 0, bytes);
  }

  async cut(name: string, bytes: number): Promise<void> {
    this.#step(`cut ${name}`);
    const inode = this.#at(name);
    inode.content = inode.content.slice(0, bytes);
    inode.durable = inode.durable.slice(0, bytes);
  }

  async syncDirectory(): Promise<void> {
    this.#step('sync the directory');
    this.#durableNames = new Map(this.#names);
    this.#changes = [];
  }

  /** The directory as the next process finds it. */
  after({ contents, names }: Aftermath): MemoryFiles {
    const next = new MemoryFiles();
    const surviving = new Map(this.#durableNames);
    const applied = { lost: 0, kept: this.#changes.length, half: this.#changes.length >> 1 }[names];
    for (const change of this.#changes.slice(0, applied)) change(surviving);
    for (const [name, inode] of surviving) next.put(name, survivor(inode, contents));
    return next;
  }

  /** An exact copy, as a backup or a snapshot makes it. */
  copy(): MemoryFiles {
    const next = new MemoryFiles();
    for (const [name, inode] of this.#names) next.put(name, inode.content);
    return next;
  }

  names(): string[] {
    return [...this.#names.keys()];
  }

  /** The content itself: changing it changes the file. */
  content(name: string): Uint8Array<ArrayBuffer> {
    return this.#at(name).content;
  }

  put(name: string, content: Uint8Array): void {
    const inode = new Inode();
    inode.content = content.slice();
    inode.durable = content.slice();
    this.#names.set(name, inode);
    this.#durableNames.set(name, inode);
  }

  #at(name: string): Inode {
    const inode = this.#names.get(name);
    if (inode === undefined) throw new Error(`no file ${name}`);
    return inode;
  }

  #change(change: (names: Map<string, Inode>) => void): void {
    change(this.#names);
    this.#changes.push(change);
  }

  #alive(): void {
    if (this.crashed) throw new Crash('the process is dead');
  }

  #step(what: string): void {
    this.#alive();
    this.log.push(what);
    if (++this.operations < this.crashAt) return;
    this.crashed = true;
    throw new Crash(`at operation ${this.operations}: ${what}`);
  }
}

function survivor({ content, durable }: Inode, how: Aftermath['contents']): Uint8Array {
  if (how === 'lost' || content.length <= durable.length) return durable.slice();
  const result = content.slice();
  const tail = result.subarray(durable.length);
  if (how === 'torn') return result.slice(0, durable.length + (tail.length >> 1));
  if (how === 'zeroed') tail.fill(0);
  if (how === 'patchy') for (let at = 0; at < tail.length; at += 2 * SECTOR) tail.fill(0, at, at + SECTOR);
  return result;
}
