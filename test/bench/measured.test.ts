import { describe, expect, it } from 'vitest';
import { median, type Pair, ratios, ratiosOf, unsteadyFloors, withSpread } from '../../bench/measured.ts';
import { formatReport } from '../../bench/report.ts';
import { makeWorkplace } from '../../bench/workplace.ts';
import { existsSync, rmSync } from 'node:fs';

const measured = (wall: number, cpu = wall) => ({ wall, cpu, rss: 100 });
const pair = (run: number, floor: number, cpu = floor): Pair => ({ run: measured(run), floor: measured(floor, cpu) });

describe('a case', () => {
  it('is compared with the floor of its own round', () => {
    // On a machine that is twice as busy in the second round.
    const pairs = [pair(400, 100), pair(800, 200)];
    expect(ratios(pairs, 'wall')).toEqual([4, 4]);
    expect(ratiosOf(pairs, [pair(200, 100), pair(400, 100)], 'cpu')).toEqual([2, 2]);
  });

  it('is shown with its spread', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    expect(withSpread([7.3, 7.1, 7.6], 2)).toBe('7.30 (7.10-7.60)');
  });
});

describe('a floor', () => {
  it('that moves by a quarter makes the whole run worthless', () => {
    const rounds = (...pairs: readonly Pair[]) => new Map([['full', pairs]]);
    expect(unsteadyFloors(rounds(pair(400, 100), pair(420, 125)))).toEqual([]);
    expect(unsteadyFloors(rounds(pair(400, 100, 100), pair(420, 130, 100)))).toEqual([
      'floor of "full": 100 to 130 ms of the clock, 30 % apart',
    ]);
    expect(unsteadyFloors(rounds(pair(400, 100, 60), pair(420, 100, 90)))).toEqual([
      'floor of "full": 60 to 90 ms of CPU time, 50 % apart',
    ]);
  });
});

describe('the page', () => {
  const names = ['validate', 'full', 'naive', 'unchanged', 'unchanged, no cache', 'edit', 'full 5', 'full 80'];
  const page = formatReport({
    rounds: new Map(names.map((name) => [name, [pair(400, 100), pair(440, 110)]])),
    files: new Map([5, 20, 80].map((size) => [size, { count: size * 10, bytes: 1e6 }])),
    compared: 200,
    workplace: 'tmpfs, so in memory',
    lines: 10,
    linesOfFile: 60,
    main: 20,
    machine: '2 cores',
  });

  it('has a number for everything', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).toContain('2 rounds');
    expect(page).toContain('written to tmpfs, so in memory;');
    expect(page).toContain(
      '| full compile, empty directory, no cache | 420 (400-440) | 420 (400-440) | 100 | 4.00 (4.00-4.00) |',
    );
    // 80 clusters took as long as 20 did here.
    expect(page).toContain(
      '| time for a file at 80 clusters, over that at 20 (1 is linear) | <= 1.05 | 0.25 (0.25-0.25) | yes |',
    );
  });
});

it('the bench works in memory where there is room', () => {
  const { path, kind } = makeWorkplace(['/no/such/folder', '/dev/shm']);
  try {
    expect(existsSync(path)).toBe(true);
    expect(kind).toBe(
      path.startsWith('/dev/shm')
        ? 'tmpfs, so in memory'
        : 'a file system on a disk, with fresh folders for each round',
    );
  } finally {
    rmSync(path, { recursive: true });
  }
});
