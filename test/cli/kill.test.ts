// In the conformance run: kills compile and apply.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spread } from '../effort.ts';
import { platform, run, start, stepsOf, tree } from './cli.ts';

const isTreeOf = (there: Record<string, string>, one: Record<string, string>): boolean =>
  JSON.stringify(there) === JSON.stringify(one);

/** What there is after a change, compiled in another directory: the lock is that of before. */
async function compiledElsewhere(cwd: string): Promise<Record<string, string>> {
  const other = await platform(() => readFileSync(join(cwd, 'infraflux.yaml'), 'utf8'));
  writeFileSync(join(other, 'infraflux.lock'), readFileSync(join(cwd, 'infraflux.lock')));
  await run(['compile'], { cwd: other });
  return tree(join(other, 'out'));
}

function change(cwd: string, round: number): void {
  const path = join(cwd, 'infraflux.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(
      /memory: \d+Gi, disks: \{system: \{size: 64Gi/,
      `memory: ${20 + round}Gi, disks: {system: {size: 64Gi`,
    ),
  );
}

const counted = new Map<string, Promise<number>>();

/** The steps of a run over what is there after the change: counted once for each command. */
function stepsAfterChange(args: readonly string[]): Promise<number> {
  const key = args.join(' ');
  const steps = counted.get(key) ?? countSteps(args);
  counted.set(key, steps);
  return steps;
}

/** In another directory, so that it is still to do. */
async function countSteps(args: readonly string[]): Promise<number> {
  const cwd = await platform();
  expect((await run(args, { cwd })).code).toBe(0);
  change(cwd, 99);
  const steps = await stepsOf(args, cwd);
  expect(steps).toBeGreaterThan(5);
  return steps;
}

describe('SIGKILL', () => {
  test('in compile leaves the old tree or the new one, whole, and the next compile mends the rest', async () => {
    const cwd = await platform();
    await run(['compile'], { cwd });
    const steps = spread(await stepsAfterChange(['compile']), 2);
    for (const [round, killAt] of steps.entries()) {
      const before = tree(join(cwd, 'out'));
      change(cwd, round);
      const after = await compiledElsewhere(cwd);
      expect((await start(['compile'], { cwd, killAt })).signal, `step ${killAt}`).toBe('SIGKILL');
      // Between the two renames of a swap there is no out/ at all; the old one then stands beside.
      const there = tree(join(cwd, existsSync(join(cwd, 'out')) ? 'out' : 'out.old'));
      expect(isTreeOf(there, before) || isTreeOf(there, after), `step ${killAt}`).toBe(true);
      const again = await run(['compile'], { cwd });
      expect(again.code, again.err).toBe(0);
      expect(tree(join(cwd, 'out'))).toEqual(after);
      expect(
        readdirSync(cwd)
          .filter((name) => !name.startsWith('.'))
          .sort(),
      ).toEqual(['infraflux.lock', 'infraflux.yaml', 'out']);
    }
  });

  test('in apply is mended by the next apply, which does what is left and nothing twice', async () => {
    const cwd = await platform();
    await run(['apply', '--yes'], { cwd });
    const steps = spread(await stepsAfterChange(['apply', '--yes']), 2);
    for (const [round, killAt] of steps.entries()) {
      change(cwd, round);
      expect((await start(['apply', '--yes'], { cwd, killAt })).signal, `step ${killAt}`).toBe('SIGKILL');
      const again = await run(['apply', '--yes'], { cwd });
      expect(again.code, again.err).toBe(0);
      const plan = await run(['plan', '--detailed-exitcode'], { cwd });
      expect(plan.code, plan.out + plan.err).toBe(0);
      expect((await run(['compile', '--check'], { cwd })).code).toBe(0);
    }
  });
});

describe('Ctrl-C', () => {
  test('in apply ends it in good order at any moment', async () => {
    const cwd = await platform();
    await run(['apply', '--yes'], { cwd });
    for (const [round, killAt] of spread(await stepsAfterChange(['apply', '--yes']), 1).entries()) {
      change(cwd, round);
      const ran = await start(['apply', '--yes'], { cwd, killAt, signal: 'SIGINT' });
      // Before there is anything to stop the process just ends; then it stops between steps, or is through.
      expect(ran.signal === 'SIGINT' || ran.code === 0 || ran.code === 1, `${ran.code}`).toBe(true);
      if (ran.code === 1) expect(ran.err).toContain('apply/interrupted');
      expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
      expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    }
  });
});
