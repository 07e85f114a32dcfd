/**
 * Works on several items at once, and yields each with what came of it in the order of the items. Whoever takes them
 * slowly holds the work up: no more than so many are under way or wait to be taken.
 */
export async function* ahead<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<[Item, Result]> {
  const underWay: Promise<[Item, Result]>[] = [];
  const next = () => underWay.shift() as Promise<[Item, Result]>;
  try {
    for await (const item of items) {
      const result = work(item).then((come): [Item, Result] => [item, come]);
      // Whoever waits for it is told; until then nobody does.
      result.catch(() => undefined);
      underWay.push(result);
      if (underWay.length === atOnce) yield await next();
    }
    while (underWay.length > 0) yield await next();
  } finally {
    await Promise.allSettled(underWay);
  }
}
