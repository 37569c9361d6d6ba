// Counts the memory that sessions hold: arenas that were made and not released, in all kernels of this process, and the memory of these. A session whose arena is left behind keeps its shares readable and its megabytes occupied.

import type { Arena } from '../../src/kernel/arena.js';
import { internalsOf, Kernel } from '../../src/kernel/kernel.js';

export class ArenaWatch {
  private readonly live = new Set<Arena>();
  private readonly kernels = new Set<Kernel>();
  private readonly original = Kernel.prototype.newArena;

  /** Watches arenas made from now on. */
  constructor() {
    const watch = this;
    Kernel.prototype.newArena = function (this: Kernel): Arena {
      const arena = watch.original.call(this);
      watch.kernels.add(this);
      watch.live.add(arena);
      const release = arena.release.bind(arena);
      arena.release = () => {
        watch.live.delete(arena);
        release();
      };
      return arena;
    };
  }

  /** Arenas alive now in all kernels but this one. */
  countBeside(own: Kernel): number {
    return [...this.live].filter(({ kernel }) => kernel !== own).length;
  }

  /** Bytes of linear memory of all kernels that made an arena, but this one. */
  bytesBeside(own: Kernel): number {
    const others = [...this.kernels].filter((kernel) => kernel !== own);
    return others.reduce((sum, kernel) => sum + internalsOf(kernel).heap.bytes.length, 0);
  }

  stop(): void {
    Kernel.prototype.newArena = this.original;
  }
}
