// The arithmetic of answers: for a range of answers, the sums over t of plaintext (t, g) times request t, for all
// groups and all peers. Prime by prime, so that the requests of a group modulo one prime fit into the cache. Every
// plaintext is lifted and transformed once, whatever the number of vectors and peers, and not kept: sixteen vectors
// at once make that cheaper than a cache of the matrix, which would take 41 bytes per entry.
import { PACKED_BYTES_PER_WORD, RESIDUE_WORDS, RingSums, type Span } from '../../../kernel/index.js';
import { DEGREE, Product, type PublicKey, type Scheme } from '../../../she/index.js';
import { MODULI } from '../../../she/params.js';
import type { Range } from '../../ranges.js';
import { type Layout, transformsOf } from './layout.js';
import { bytesOf, newPolynomial, packMatrixInto, type Words } from './pack.js';

const RESIDUES_BYTES = PACKED_BYTES_PER_WORD * RESIDUE_WORDS;

/** A peer's requests: `groups` times `terms` ciphertexts, whose proofs were accepted. */
export interface PeerRequests {
  readonly key: PublicKey;
  readonly ciphertexts: readonly Uint8Array[];
}

/**
 * @param matrix all rows in order @param range which answers
 * @returns products[peer][g - from][group], in the scheme's arena, made in the caller's scope
 * @throws UsageError NOT_CANONICAL for a malformed ciphertext
 */
export function productsOf(
  scheme: Scheme,
  layout: Layout,
  matrix: readonly Words[],
  requests: readonly PeerRequests[],
  range: Range,
): Product[][][] {
  const { terms, groups } = layout;
  const answers = Array.from({ length: range.to - range.from }, (_, k) => range.from + k);
  const products = requests.map(({ key }) =>
    answers.map(() => Array.from({ length: groups }, () => newProduct(scheme, key, terms))),
  );
  scheme.arena.scope(() => {
    const sums = new RingSums(scheme.arena, MODULI);
    const plaintexts = answers.map((g) => loadPlaintexts(scheme, layout, matrix, g));
    const left = scheme.arena.alloc(transformsOf(layout) * RESIDUE_WORDS);
    const right = requests.map(() => Array.from({ length: groups }, () => scheme.arena.alloc(2 * sums.words(terms))));
    MODULI.forEach((_, prime) => {
      requests.forEach(({ ciphertexts }, peer) => {
        right[peer]?.forEach((z, group) => {
          loadRequests(scheme, sums, ciphertexts.slice(group * terms, (group + 1) * terms), prime, z);
        });
      });
      plaintexts.forEach((words, g) => {
        transformInto(scheme, sums, layout, words, prime, left);
        right.forEach((ofPeer, peer) => {
          ofPeer.forEach((factors, group) => {
            const product = products[peer]?.[g]?.[group] as Product;
            const sum = [product.c0, product.c1].map((x) => x.slice(scheme.words(prime), scheme.words(prime + 1)));
            if (layout.sharing === 1) sums.sumInto(prime, left, factors, terms, sum as [Span, Span]);
            else sums.sumSixteenInto(prime, left, factors, terms, sum as [Span, Span]);
          });
        });
      });
    });
  });
  return products;
}

/** A sum that takes `terms` products into account; its components are written by productsOf. */
function newProduct(scheme: Scheme, key: PublicKey, terms: number): Product {
  const product = Product.alloc(scheme, key);
  for (let t = 0; t < terms; t++) product.count(key);
  return product;
}

/** The plaintexts of answer g. */
function loadPlaintexts({ kernel, arena }: Scheme, layout: Layout, matrix: readonly Words[], g: number): Span[] {
  const polynomial = newPolynomial();
  const loaded = Array.from({ length: transformsOf(layout) }, (_, f) => {
    const span = arena.alloc(DEGREE);
    packMatrixInto(layout, matrix, f, g, polynomial);
    kernel.load(bytesOf(polynomial), span);
    return span;
  });
  polynomial.fill(0);
  return loaded;
}

/** The plaintexts of one answer modulo one prime, as the sum wants them. */
function transformInto(
  scheme: Scheme,
  sums: RingSums,
  { sharing, terms }: Layout,
  plaintexts: readonly Span[],
  prime: number,
  left: Span,
): void {
  const residue = scheme.work.full[0].slice(0, RESIDUE_WORDS);
  plaintexts.forEach((words, f) => {
    scheme.lift.fieldInto(words, residue, prime);
    if (sharing === 1) {
      scheme.ring.forward(residue, prime);
      sums.leftInto(prime, residue, terms, f, left);
    } else {
      scheme.ring.forwardSixteen(residue, prime);
      scheme.ring.canonicalInto(residue, left.slice(f * RESIDUE_WORDS, (f + 1) * RESIDUE_WORDS), prime);
    }
  });
}

/** Twice the requests of one group modulo one prime: a proof is about twice a ciphertext. */
function loadRequests(
  scheme: Scheme,
  sums: RingSums,
  ciphertexts: readonly Uint8Array[],
  prime: number,
  z: Span,
): void {
  const components = [0, 1].map((i) => scheme.work.full[i]?.slice(0, RESIDUE_WORDS)) as [Span, Span];
  ciphertexts.forEach((ciphertext, t) => {
    components.forEach((residue, i) => {
      const at = (i * MODULI.length + prime) * RESIDUES_BYTES;
      scheme.packing.unpackInto(ciphertext.subarray(at, at + RESIDUES_BYTES), MODULI[prime] as number, residue);
    });
    sums.rightInto(prime, scheme.factors.doubled, components, ciphertexts.length, t, z);
  });
}
