// Where the rows of a dataset are at one party: an upload's in memory of their own until a layout has them, then there and nowhere
// else. The next layout reads them back; rows that it leaves out come back before the old one goes.
//
//     kept --layOut--> in the layout --a later layOut without them--> kept

import { UsageError } from '../errors.js';
import { sameBytes } from '../io/digests.js';
import type { AcceptedUpload, UploadSegments } from './dataset.js';
import { contentsOf, Layout } from './layout.js';
import type { MatrixSegment, ServiceContext } from './ports.js';
import type { Program } from './program.js';
import { Staging } from './staging.js';

export class Rows {
  private readonly kept = new Map<string, UploadSegments>();
  private readonly staging = new Staging();
  private layout: Layout | null = null;

  constructor(private readonly program: Program) {}

  /** Keeps a copy of an upload's rows. */
  keep({ id }: AcceptedUpload, segments: UploadSegments): void {
    const copyOf = (bytes: Uint8Array) => this.staging.copyOf(bytes);
    const copies = [...segments].map(([block, { rows, e, value, mac }]) => {
      return [block, { rows, e: copyOf(e), value: copyOf(value), mac: copyOf(mac) }] as const;
    });
    this.kept.set(id, new Map(copies));
  }

  /** Wipes the copy of an upload's rows, if there is one. */
  forget(id: string): void {
    for (const { value, mac } of this.kept.get(id)?.values() ?? []) {
      value.fill(0);
      mac.fill(0);
    }
    this.kept.delete(id);
  }

  /**
   * The layout of some uploads, made unless the last one is of the same. It is held here until the next one is made.
   * @param uploads in the order of their rows    @param all whose rows are still wanted, these among them
   * @throws UsageError WRONG_STATE for rows that are not here; as Layout.build: everything is as it was
   */
  async layOut(
    context: ServiceContext,
    uploads: readonly AcceptedUpload[],
    all: () => Iterable<AcceptedUpload>,
  ): Promise<Layout> {
    const last = this.layout;
    if (last !== null && sameBytes(last.contents, contentsOf(context, uploads))) return last;
    const next = await Layout.build(context, this.program, uploads, (upload, block) => this.segment(upload, block));
    for (const upload of all()) {
      if (next.has(upload)) this.forget(upload.id);
      else if (last?.has(upload)) this.keep(upload, this.segments(upload));
    }
    if (this.kept.size === 0) this.staging.reset();
    this.layout = next;
    last?.release();
    return next;
  }

  /** Wipes everything that nobody else holds. */
  close(): void {
    for (const id of [...this.kept.keys()]) this.forget(id);
    this.layout?.release();
    this.layout = null;
  }

  private segments(upload: AcceptedUpload): UploadSegments {
    return new Map(this.program.residentBlocks.map((block) => [block, this.segment(upload, block)]));
  }

  private segment(upload: AcceptedUpload, block: string): MatrixSegment {
    const segment = this.kept.get(upload.id)?.get(block) ?? this.layout?.segment(upload, block);
    if (segment !== undefined) return segment;
    throw new UsageError('WRONG_STATE', `upload ${upload.id} has no block ${block}`);
  }
}
