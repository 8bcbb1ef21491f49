const remembered = 1000;

/** What this instance did lately, so that a storm of events does it once. A help, never a guarantee: other instances
 *  know nothing of it, and only the last thousand keys are kept. */
export class Recent {
  readonly #keys = new Set<string>();

  /** True the first time that a key is seen. */
  isNew(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > remembered) {
      for (const oldest of this.#keys) {
        this.#keys.delete(oldest);
        break;
      }
    }
    return true;
  }

  forget(key: string): void {
    this.#keys.delete(key);
  }
}
