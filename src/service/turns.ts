// Lets one through at a time, in the order in which they came.

export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Waits for those who came before. @returns ends the turn; it must be called */
  async take(): Promise<() => void> {
    const before = this.last;
    let end = () => {};
    this.last = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    return end;
  }
}
