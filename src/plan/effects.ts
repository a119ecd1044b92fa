/** What happens to a machine, to its disks or to its place, as a fact. Impact, danger and words follow from these. */
export type Effect =
  /** Values of something that runs change, and it goes on running. */
  | { readonly kind: 'updated' }
  /** The values are stored, and are there after the next start. `now`: the change itself restarts the machine. */
  | { readonly kind: 'restart'; readonly by: 'hypervisor' | 'talos'; readonly when: 'now' | 'next-start' }
  /** A node's configuration is sent to another address than the one it has had. */
  | { readonly kind: 'address'; readonly from?: string; readonly to?: string }
  /** Its pods are moved to other nodes before it is restarted. */
  | { readonly kind: 'drained' }
  | { readonly kind: 'recreated' }
  | { readonly kind: 'destroyed' }
  /** Of a machine: what becomes of one of its data disks. `detached`: the machine stays, and is without it from then on. */
  | { readonly kind: 'disk'; readonly disk: string; readonly fate: 'detached' | 'destroyed' | 'kept' }
  /** A component that keeps data on disks of the machines is removed. */
  | { readonly kind: 'data-unreachable'; readonly component: string };

/** How much a change hurts, least first. */
export const impacts = ['none', 'in-place', 'restart', 'reboot', 'drain', 'replace', 'data-loss'] as const;
export type Impact = (typeof impacts)[number];

const ofKind: Readonly<Record<Exclude<Effect['kind'], 'disk'>, Impact>> = {
  updated: 'in-place',
  address: 'restart',
  restart: 'reboot',
  drained: 'drain',
  recreated: 'replace',
  destroyed: 'replace',
  'data-unreachable': 'data-loss',
};

/** The worst of all effects. */
export function impactOf(effects: readonly Effect[]): Impact {
  return effects.map(impactOfEffect).reduce<Impact>(worse, 'none');
}

function impactOfEffect(effect: Effect): Impact {
  if (effect.kind !== 'disk') return ofKind[effect.kind];
  return effect.fate === 'kept' ? 'none' : 'data-loss';
}

export function worse(a: Impact, b: Impact): Impact {
  return impacts.indexOf(b) > impacts.indexOf(a) ? b : a;
}

/** Whether these hurt more than the others; of the same impact, they do not. */
export function hurtsMore(these: readonly Effect[], others: readonly Effect[]): boolean {
  return impacts.indexOf(impactOf(these)) > impacts.indexOf(impactOf(others));
}

/** Disks that a machine which stays would be without. */
export function detachedDisks(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.kind === 'disk' && effect.fate === 'detached' ? [effect.disk] : []));
}

/** Whether the machine ends, for good or until it is created again. */
export function endsMachine(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'destroyed' || kind === 'recreated');
}

/** Whether data is destroyed with a machine that ends. */
export function losesData(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.kind === 'disk' && effect.fate === 'destroyed');
}

export function movesAddress(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'address');
}

/** Cannot be taken back, or goes to a machine that may be another: it is done only when it was named. */
export function isDangerous(effects: readonly Effect[]): boolean {
  return endsMachine(effects) || detachedDisks(effects).length > 0 || movesAddress(effects);
}

/** What changing values in place comes to. */
export const updated: readonly Effect[] = [{ kind: 'updated' }];
