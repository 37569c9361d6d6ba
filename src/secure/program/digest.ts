// A fingerprint of a program's graphs. Parties install programs by themselves; whether they have the same ones is compared when a dataset
// is bound, before anything is computed, instead of being found out by a failed check. (That a party computes something else on
// purpose is what the checks are for.)

import { hash } from '../../crypto/hash.js';
import type { Kernel } from '../../kernel/index.js';
import type { Built, BuiltGraph } from './build.js';

const utf8 = new TextEncoder();

/** 32 bytes. Functions of the asker's rows count by their place only: their code has no canonical text. */
export function digestOf(kernel: Kernel, { setup, body }: Built): Uint8Array {
  return hash(
    kernel,
    'tessera/program',
    ...(setup === null ? [] : [graphDigest(kernel, setup)]),
    graphDigest(kernel, body),
  );
}

function graphDigest(kernel: Kernel, { graph, results }: BuiltGraph): Uint8Array {
  // Long tables of numbers as their bytes, everything else as text. Many nodes use the same tables: each is hashed once.
  const tables: Uint8Array[] = [];
  const places = new Map<ArrayBufferLike, Map<string, number>>();
  const placeOf = ({ buffer, byteOffset, byteLength }: Int32Array | BigInt64Array) => {
    const inBuffer = places.get(buffer) ?? new Map<string, number>();
    places.set(buffer, inBuffer);
    const stretch = `${byteOffset} ${byteLength}`;
    const place = inBuffer.get(stretch) ?? tables.push(new Uint8Array(buffer, byteOffset, byteLength));
    inBuffer.set(stretch, place);
    return place;
  };
  const replace = (_key: string, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return 'function';
    if (!(value instanceof Int32Array || value instanceof BigInt64Array)) return value;
    return `table ${placeOf(value)}`;
  };
  const lines = graph.nodes.map(({ op, args, length, range }) => [op, args.map(({ id }) => id), length, range]);
  const names = Object.entries(results).map(([name, { node }]) => [name, node.id]);
  const text = JSON.stringify([lines, names], replace);
  return hash(kernel, 'tessera/graph', utf8.encode(text), ...tables);
}
