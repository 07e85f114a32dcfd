import { Timeline } from '../timeline.ts';
import { podResources } from './pod-resources.ts';

/** An item of the simulated pod. */
export type PodItem = Record<string, unknown> & { LastUpdateDate: string };

/** The tables of the simulated pod. */
export class Pod {
  private readonly tables = new Map<string, Map<string, PodItem>>();
  private readonly timelines = new Map<string, Timeline<PodItem>>();
  private count = 0;
  /** Places of items that the hub's user may not see, as `resource/key`. */
  readonly hidden = new Set<string>();

  table(resource: string): Map<string, PodItem> {
    const known = this.tables.get(resource);
    if (known !== undefined) return known;
    const table = new Map<string, PodItem>();
    this.tables.set(resource, table);
    return table;
  }

  get(resource: string, key: string | number): PodItem | undefined {
    return this.table(resource).get(String(key));
  }

  put(resource: string, item: PodItem): void {
    const key = String(item[podResources[resource]?.key ?? '']);
    const before = this.table(resource).get(key);
    this.table(resource).set(key, item);
    this.timeline(resource).put(item, before);
  }

  /** Takes an item out: nothing tells of it. */
  remove(resource: string, key: string | number): void {
    const item = this.get(resource, key);
    if (item === undefined) return;
    this.table(resource).delete(String(key));
    this.timeline(resource).remove(item);
  }

  /** A resource's items in the order of their last change. */
  timeline(resource: string): Timeline<PodItem> {
    const known = this.timelines.get(resource);
    if (known !== undefined) return known;
    const key = podResources[resource]?.key ?? '';
    const timeline = new Timeline<PodItem>((item) => ({
      at: new Date(item.LastUpdateDate).getTime(),
      key: Number(item[key]),
    }));
    this.timelines.set(resource, timeline);
    return timeline;
  }

  /** An id that no item has; real ids are of this size. */
  newId(resource: string): number {
    for (;;) {
      this.count += 1;
      const id = 300_000_900_000_000 + this.count;
      if (!this.table(resource).has(String(id))) return id;
    }
  }

  find(resource: string, matches: (item: PodItem) => boolean): PodItem | undefined {
    for (const item of this.table(resource).values()) if (matches(item)) return item;
    return undefined;
  }
}

/** An instant as the pod writes it. */
export function podInstant(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}
