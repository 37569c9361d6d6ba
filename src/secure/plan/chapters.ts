// A set-up of any length, in chapters: each takes its tuples as a batch of its own, which is wiped when the chapter is over, so that what
// a party holds of tuples at a time is bounded. The cuts follow from the schedule alone and are the same at all parties. A chapter
// ends with a check: what is unchecked refers to the tuples it was opened with.

import { UsageError } from '../../errors.js';
import { elementsOf, MAX_BATCH_ELEMENTS, MAX_LINES } from '../../preprocessing/spec.js';
import { type Batch, factorLength, matvecsOf, nodesOf } from './batches.js';
import { costOf } from './cost.js';
import { openingsOf, type Schedule, type Stage } from './schedule.js';

/** Elements of tuples that a party holds at a time, unless a single operation takes more: 128 MiB. */
export const CHAPTER_ELEMENTS = 2 ** 24;

/** Different kinds of tuples beside those of matrices: lines of a batch that are kept free for them. */
const OTHER_LINES = 256;

/** What runs on one batch of tuples. */
export interface Chapter {
  readonly stages: readonly Stage[];
  /** Checks of openings, the one that ends it included. */
  readonly checks: number;
}

/** What a batch of operations takes. */
interface Load {
  readonly elements: number;
  /** Matrix tuples. */
  readonly matvecs: number;
}

/**
 * The same schedule, cut into chapters: a stage is cut, too, where its operations together take more than one chapter holds.
 * @param plan kept results: a question has all its tuples before it is known
 * @param most elements of one chapter
 * @throws UsageError LIMIT_EXCEEDED for a single operation that no batch of tuples is large enough for
 */
export function inChapters(plan: Schedule, parties: number, most = CHAPTER_ELEMENTS): Schedule {
  const stages: Stage[] = [];
  let filled: Load = { elements: 0, matvecs: 0 };
  let pending = 0;
  for (const stage of plan.stages) {
    let { locals } = stage;
    for (const batches of partsOf(stage, parties, most)) {
      const load = loadOf(batches, parties);
      const full = overflows(filled, load, most);
      const check = pending > 0 && (full || (stage.check && locals === stage.locals));
      stages.push({ locals, check, batches, ...(full ? { chapter: true as const } : {}) });
      filled = full ? load : plus(filled, load);
      pending = (check ? 0 : pending) + openingsOf(batches);
      locals = [];
    }
  }
  return { ...plan, stages, pendingAtEnd: pending > 0 };
}

/** Chapters of a schedule; one where it is not cut. */
export function chaptersOf({ stages, pendingAtEnd, delivery }: Schedule): Chapter[] {
  const chapters: { stages: Stage[]; checks: number }[] = [{ stages: [], checks: 0 }];
  for (const stage of stages) {
    // The check before a chapter takes its zero test from the one that it ends.
    if (stage.check) last(chapters).checks++;
    if (stage.chapter) chapters.push({ stages: [], checks: 0 });
    last(chapters).stages.push(stage);
  }
  // Before results are kept or opened, and of the opened ones.
  last(chapters).checks += (pendingAtEnd ? 1 : 0) + (delivery === 'masked' ? 1 : 0);
  return chapters;
}

/** The batches of a stage, in parts that fit a chapter each; one part where it fits as it is. */
function partsOf({ batches }: Stage, parties: number, most: number): (readonly Batch[])[] {
  const parts: Batch[][] = [[]];
  let filled: Load = { elements: 0, matvecs: 0 };
  for (const batch of batches.flatMap((whole) => piecesOf(whole, parties, most))) {
    const load = loadOf([batch], parties);
    requirePossible(batch, load);
    const full = overflows(filled, load, most);
    if (full) parts.push([]);
    last(parts).push(batch);
    filled = full ? load : plus(filled, load);
  }
  return parts;
}

/** Operations that would share a vector, apart where they are too many for a chapter. */
function piecesOf(batch: Batch, parties: number, most: number): Batch[] {
  const [first, second] = loadOf([batch], parties).elements > most ? halvesOf(batch) : [];
  if (first === undefined || second === undefined) return [batch];
  return [...piecesOf(first, parties, most), ...piecesOf(second, parties, most)];
}

/** Nothing for a single operation. */
function halvesOf(batch: Batch): Batch[] {
  const halves = <T>(list: readonly T[]) => {
    const middle = Math.ceil(list.length / 2);
    return [list.slice(0, middle), list.slice(middle)].filter((half) => half.length > 0);
  };
  if (batch.kind === 'shuffle') return [];
  if (batch.kind === 'sharedProducts') return halves(batch.groups).map((groups) => ({ ...batch, groups }));
  return halves(batch.nodes).map((nodes) => ({ ...batch, nodes }));
}

function requirePossible(batch: Batch, { elements }: Load): void {
  if (elements <= MAX_BATCH_ELEMENTS) return;
  const names = [...new Set(nodesOf(batch).map(({ name }) => name))].join(', ');
  throw new UsageError(
    'LIMIT_EXCEEDED',
    `${names}: takes ${elements} elements of tuples at once, ${MAX_BATCH_ELEMENTS} at most: work on the vector in several parts`,
  );
}

/** Does this load have to go elsewhere? Never where nothing is yet, or nothing comes. */
function overflows(filled: Load, load: Load, most: number): boolean {
  if (filled.elements === 0 || load.elements === 0) return false;
  const { elements, matvecs } = plus(filled, load);
  return elements > most || matvecs > MAX_LINES - OTHER_LINES;
}

function plus(x: Load, y: Load): Load {
  return { elements: x.elements + y.elements, matvecs: x.matvecs + y.matvecs };
}

function loadOf(batches: readonly Batch[], parties: number): Load {
  const matvecs = matvecsOf(batches);
  const tuples = batches.flatMap((batch) => costOf(batch, parties).demand);
  const inMatvecs = matvecs.reduce((sum, node) => sum + 2 * (factorLength(node) + node.length), 0);
  return { elements: elementsOf(tuples, parties) + inMatvecs, matvecs: matvecs.length };
}

function last<T>(list: readonly T[]): T {
  return list[list.length - 1] as T;
}
