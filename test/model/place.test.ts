import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canHost, type Guest, type Place, placeGuests } from '../../src/model/place.ts';

const gib = 1024;
const place = (host: string, more: Partial<Place> = {}): Place => ({
  provider: 'home',
  host,
  memory: 64 * gib,
  cpu: 64,
  datastores: new Set(['disks']),
  gpus: new Map(),
  ...more,
});
const guest = (id: string, more: Partial<Guest> = {}): Guest => ({
  id,
  group: 'prod/main workers',
  provider: 'home',
  hosts: undefined,
  memory: 8 * gib,
  cpu: 4,
  datastores: ['disks'],
  gpus: new Map(),
  ...more,
});
const hostsOf = (places: readonly Place[], guests: readonly Guest[], settled = new Map<Guest, string>()) =>
  guests.map((one) => placeGuests(places, settled, guests).get(one));

describe('placement', () => {
  const three = [place('pve1'), place('pve2'), place('pve3')];

  it('spreads a group, and fills the emptiest host first', () => {
    expect(hostsOf(three, [guest('a'), guest('b'), guest('c')]).sort()).toEqual(['pve1', 'pve2', 'pve3']);
    const settled = new Map([[guest('old', { group: 'other', memory: 32 * gib }), 'pve1']]);
    expect(hostsOf(three, [guest('a')], settled)).toEqual(['pve2']);
  });

  it('prefers a host with room to an even spread', () => {
    const places = [place('pve1', { memory: 8 * gib }), place('pve2')];
    expect(hostsOf(places, [guest('a'), guest('b'), guest('c')]).sort()).toEqual(['pve1', 'pve2', 'pve2']);
  });

  it('minds hosts, datastores and cards', () => {
    const places = [
      place('pve1'),
      place('pve2', { datastores: new Set(['disks', 'bulk']) }),
      place('pve3', { gpus: new Map([['a2000', 1]]) }),
    ];
    expect(hostsOf(places, [guest('a', { hosts: ['pve1'] })])).toEqual(['pve1']);
    expect(hostsOf(places, [guest('a', { datastores: ['disks', 'bulk'] })])).toEqual(['pve2']);
    expect(hostsOf(places, [guest('a', { gpus: new Map([['a2000', 1]]) })])).toEqual(['pve3']);
    expect(hostsOf(places, [guest('a', { hosts: ['pve9'] })])).toEqual([undefined]);
  });

  it('gives the only card to who needs it, whatever the order', () => {
    const places = [
      place('pve1', { memory: 8 * gib, gpus: new Map([['a2000', 1]]) }),
      place('pve2', { memory: 8 * gib }),
    ];
    const plain = guest('a');
    const needing = guest('b', { gpus: new Map([['a2000', 1]]) });
    expect(hostsOf(places, [plain, needing])).toEqual(['pve2', 'pve1']);
  });

  it('is the same in any order, allowed, and no host is over-full while another had room for all', () => {
    const one = fc.record({
      memory: fc.integer({ min: 1, max: 8 }),
      group: fc.constantFrom('x', 'y'),
      only: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (drawn) => {
        const guests = drawn.map(({ memory, group, only }, index) =>
          guest(`n-${index}`, { memory: memory * gib, group, hosts: only ? ['pve2', 'pve3'] : undefined }),
        );
        const placed = placeGuests(three, new Map(), guests);
        const backwards = placeGuests([...three].reverse(), new Map(), [...guests].reverse());
        for (const each of guests) {
          const host = placed.get(each);
          expect(backwards.get(each)).toBe(host);
          expect(three.some((where) => where.host === host && canHost(where, each))).toBe(true);
        }
        for (const { host } of three) {
          const sum = guests
            .filter((each) => placed.get(each) === host)
            .reduce((total, { memory }) => total + memory, 0);
          expect(sum).toBeLessThanOrEqual(64 * gib);
        }
      }),
    );
  });
});
