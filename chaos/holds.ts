import { signChangeOrder } from '../sandbox/amend.ts';
import type { Checked } from '../src/invariants/checked.ts';
import { exactly, listed } from './report.ts';
import type { Scene } from './scene.ts';

/** Drops the billed milestone of a contract, so that its invoice has to be held at the ERP. Returns whether there is one. */
export function signNext({ world, contracts }: Scene, place: number): boolean {
  const contract = contracts[place];
  const dropped = contract?.items.at(-1);
  if (contract === undefined || dropped === undefined) return false;
  signChangeOrder(world, { contractNumber: contract.number, drop: [dropped.record.Id], add: [] });
  return true;
}

/** What hubs have done at the ERP; it changes drafts by itself, which is not the hub's doing. */
function ownEffects({ world }: Scene, from: number) {
  return world.simulators.erp.effects.slice(from).filter(({ object }) => object === 'projectBillingEvents');
}

/** The intent of each effect that hubs have had at the ERP, from one on: what was done to what. */
export function holdsAtErp(scene: Scene, from = 0): string[] {
  return ownEffects(scene, from).map(({ object, id, action }) => `${action} ${object} ${id}`);
}

/** The change orders of a scenario, and what became of the holds that they must lead to at the ERP. */
export class Holds {
  signed = 0;
  private readonly scene: Scene;
  private readonly effectsBefore: number;
  private readonly lastBefore: string;

  private constructor(scene: Scene, lastBefore: string) {
    this.scene = scene;
    this.effectsBefore = scene.world.simulators.erp.effects.length;
    this.lastBefore = lastBefore;
  }

  /** Counts from now on. */
  static async of(scene: Scene): Promise<Holds> {
    const [{ last }] = await scene.hub.query('select coalesce(max(o.id), 0)::text as last from outbox o');
    return new Holds(scene, last);
  }

  /** Signs the change orders of so many more contracts of the scene, as far as it has them. */
  sign(count: number): void {
    for (let each = 0; each < count && signNext(this.scene, this.signed); each += 1) this.signed += 1;
  }

  /** How many are in one of these states of a delivery. */
  async count(...states: readonly string[]): Promise<number> {
    const [row] = await this.scene.hub.query(
      'select count(*)::int as count from outbox o where o.id > $1 and o.state = any ($2)',
      [this.lastBefore, states],
    );
    return row.count;
  }

  /** How many attempts it took, and of how many the outcome was unknown for a while. */
  async attempts(): Promise<{ attempts: number; unknowns: number }> {
    const [row] = await this.scene.hub.query(
      `select coalesce(sum(o.attempts), 0)::int as attempts, coalesce(sum(o.unknowns), 0)::int as unknowns
         from outbox o where o.id > $1`,
      [this.lastBefore],
    );
    return row;
  }

  /** The intent of each effect since. */
  effects(): string[] {
    return holdsAtErp(this.scene, this.effectsBefore);
  }

  /** Whether each took effect, once, and nothing else did. */
  async asMeant(): Promise<Checked[]> {
    const rows: { key: string }[] = await this.scene.hub.query(
      `select o.target_key as key from outbox o where o.id > $1 and o.state = 'confirmed'`,
      [this.lastBefore],
    );
    const seen = ownEffects(this.scene, this.effectsBefore).map(({ id }) => id);
    return [
      exactly('holds confirmed', rows.length, this.signed),
      exactly('effects at the ERP', seen.length, this.signed),
      listed(
        'events that the ERP holds',
        seen,
        rows.map(({ key }) => key),
      ),
    ];
  }
}
