type Key = string | number;

interface Entry<T> {
  at: number;
  key: Key;
  record: T;
}

function before(a: Omit<Entry<unknown>, 'record'>, b: Omit<Entry<unknown>, 'record'>): boolean {
  return a.at === b.at ? a.key < b.key : a.at < b.at;
}

/**
 * Records in the order of their last change, by key where that is the same: what every poll asks for. A simulated system
 * that sorted its table for each page would be slower than any hub.
 */
export class Timeline<T> {
  private readonly entries: Entry<T>[] = [];
  private readonly placeOf: (record: T) => { at: number; key: Key };

  constructor(placeOf: (record: T) => { at: number; key: Key }) {
    this.placeOf = placeOf;
  }

  /** Puts a record in its place, and takes out the state of it that stood there before. */
  put(record: T, old: T | undefined): void {
    if (old !== undefined) this.remove(old);
    const place = this.placeOf(record);
    const last = this.entries.at(-1);
    if (last === undefined || before(last, place)) this.entries.push({ ...place, record });
    else this.entries.splice(this.firstNotBefore(place), 0, { ...place, record });
  }

  /** Takes out a record, where it stands in the state that is given. */
  remove(record: T): void {
    const index = this.firstNotBefore(this.placeOf(record));
    if (this.entries[index]?.record === record) this.entries.splice(index, 1);
  }

  /** The records that changed at that instant (in milliseconds) or later, oldest change first. */
  *since(at: number): Generator<T> {
    for (let index = this.firstNotBefore({ at, key: '' }); index < this.entries.length; index += 1) {
      yield (this.entries[index] as Entry<T>).record;
    }
  }

  private firstNotBefore(place: { at: number; key: Key }): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(this.entries[middle] as Entry<T>, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
