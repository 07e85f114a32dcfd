/** How much is done at once, and what may not be. */
export interface TogetherOptions<Item> {
  most: number;
  /** Items of one name are never done at once. */
  nameOf: (item: Item) => string;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Takes from the front what may be done at once. What has to wait for another of its name keeps its place. */
function takeFrom<Item, Result>(
  waiting: Waiting<Item, Result>[],
  { most, nameOf }: TogetherOptions<Item>,
): Waiting<Item, Result>[] {
  const names = new Set<string>();
  const taken: Waiting<Item, Result>[] = [];
  const left: Waiting<Item, Result>[] = [];
  for (const each of waiting) {
    const name = nameOf(each.item);
    const fits = taken.length < most && !names.has(name);
    names.add(name);
    (fits ? taken : left).push(each);
  }
  waiting.splice(0, waiting.length, ...left);
  return taken;
}

/**
 * Does work for many that ask for it at the same moment in one go: what is asked for while the work goes on is done
 * next, together, so the busier it is the less each costs, and whoever asks alone waits for no one. Where work for several
 * fails, it is done again for each alone, so that one can't spoil it for the others.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  options: TogetherOptions<Item>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let working = false;

  async function doAll(taken: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(taken.map(({ item }) => item));
      for (const [at, { resolve }] of taken.entries()) resolve(results[at] as Result);
    } catch (error) {
      if (taken.length === 1) taken[0]?.reject(error);
      else await Promise.all(taken.map((each) => doAll([each])));
    }
  }

  async function go(): Promise<void> {
    while (waiting.length > 0) await doAll(takeFrom(waiting, options));
    working = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (working) return;
      working = true;
      // What came in the same turn of the event loop goes together: the first of it would go by itself.
      setImmediate(go);
    });
}
